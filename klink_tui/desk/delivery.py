"""Delivers the outbox: in order on each record, several records at a time, by one console of a profile at a time."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from klink_tui.desk.drafts import Drafts
from klink_tui.desk.outbox import Outbox
from klink_tui.desk.ownwork import OwnWork
from klink_tui.desk.sending.outcome import Outcome, Sender
from klink_tui.errors import StoreError
from klink_tui.models.intent import DECIDE, TO_COME, Intent, Kind, State

if TYPE_CHECKING:
    from filelock import BaseFileLock

MOST_AT_ONCE: Final = 4
"""Requests of the outbox that are under way at the most."""
LOOK: Final = 1.0
"""Seconds between two looks at what other consoles have done, and for whether it is one's turn to deliver."""
RETRY: Final = 3.0
"""Seconds until it is tried again to write down what the disk did not take."""
DEFECT: Final = 60.0
"""Seconds until something is tried again that failed by a defect of ours."""
_BACK_OFF: Final = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0)
"""Seconds until the next try after failures in a row."""


class Delivery:
    """Sends what is due, and writes down what came of it."""

    def __init__(
        self,
        outbox: Outbox,
        own: OwnWork,
        drafts: Drafts,
        senders: Mapping[Kind, Sender],
        *,
        clock: Callable[[], float],
    ) -> None:
        """Start at rest.

        Args:
            outbox: has what is to be sent.
            own: keeps it; its file says whose turn it is.
            drafts: are read again when another console has written some.
            senders: who sends what.
            clock: epoch seconds.
        """
        self._outbox = outbox
        self._own = own
        self._drafts = drafts
        self._senders = senders
        self._clock = clock
        self._wake = asyncio.Event()
        self._running: dict[int, asyncio.Task[None]] = {}
        self._loop: asyncio.Task[None] | None = None
        self._turn: BaseFileLock | None = None
        self._is_mine = False
        self._seen = -1
        self._looked_at = float("-inf")
        self._failures = 0
        self._shut_until = 0.0
        self._asked_until = 0.0
        self._retry_at: dict[int, float] = {}
        self.paused: set[int] = set()
        """Bulk runs that the agent has stopped for now."""
        self.on_defect: Callable[[BaseException], None] = self._unheard
        """Told of an error of ours; what it is about stays as it is."""
        self.rest: Callable[[float | None], Awaitable[None]] = self.until_woken
        """Waits until something may be due, or so many seconds; the tests let them pass at once."""
        outbox.wake = self._wake.set
        outbox.delivers = lambda: self._is_mine

    @property
    def is_mine(self) -> bool:
        """Whether this console delivers; another one of the same profile may."""
        return self._is_mine

    @property
    def is_under_way(self) -> bool:
        """Whether something is being sent, or checked before it is."""
        return bool(self._running)

    @property
    def is_busy(self) -> bool:
        """Whether something is under way, or about to be."""
        return bool(self._running) or bool(self._due())

    def start(self) -> None:
        """Begin to deliver."""
        if self._loop is None:
            self._loop = asyncio.get_running_loop().create_task(self._run())

    async def stop(self, grace: float = 5.0) -> None:
        """End: what is under way may take ``grace`` seconds; what is not over then is found out about next time."""
        if self._loop is not None:
            self._loop.cancel()
            with suppress(asyncio.CancelledError):
                await self._loop
            self._loop = None
        running = list(self._running.values())
        if running:
            await asyncio.wait(running, timeout=grace)
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        await self._give_turn_away()

    async def drain(self) -> None:
        """Deliver until nothing can happen any more without the agent; for the command line and the tests."""
        while True:
            await self._step()
            if self._running:
                await self.rest(None)
            elif (wait := self._until_next()) is not None:
                await self.rest(wait)
            else:
                return

    # One step

    async def _run(self) -> None:
        while True:
            try:
                await self._step()
            except Exception as error:  # Whatever it is, what is to be sent must not wait for the next start.
                self.on_defect(error)
                await self.rest(DEFECT)
                continue
            wait = self._until_next()
            await self.rest(LOOK if wait is None else min(wait, LOOK))

    async def _step(self) -> None:
        await self._look_elsewhere()
        if not await self._take_turn():
            return
        for intent in self._due()[: MOST_AT_ONCE - len(self._running)]:
            task = asyncio.get_running_loop().create_task(self._deliver(intent))
            self._running[intent.number] = task
            task.add_done_callback(partial(self._landed, intent.number))

    async def until_woken(self, seconds: float | None) -> None:
        """Wait until something may be due, or a time has passed."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._wake.wait()
        self._wake.clear()

    def try_now(self) -> None:
        """Wait no longer for a server that could not be reached; a pause that it asked for is kept."""
        self._shut_until = min(self._shut_until, self._asked_until)

    def _due(self) -> list[Intent]:
        """Give what is to be sent or looked for now: of each lane the first, and nothing behind one that stands."""
        now = self._clock()
        if now < self._shut_until or not self._is_mine:
            return []
        due: list[Intent] = []
        lanes: set[str] = {self._lane(number) for number in self._running}
        for intent in self._outbox.open:
            if intent.lane in lanes or intent.number in self._running:
                continue
            lanes.add(intent.lane)
            if self._is_paused(intent):
                continue
            if self._moment(intent) <= now:
                due.append(intent)
        return due

    def _is_paused(self, intent: Intent) -> bool:
        return intent.batch in self.paused and intent.state in TO_COME

    def _lane(self, number: int) -> str:
        intent = self._outbox.get(number)
        return "" if intent is None else intent.lane

    def _moment(self, intent: Intent) -> float:
        """Give when something is to be done about an intent by itself; infinity for never."""
        retry = self._retry_at.get(intent.number, 0.0)
        if intent.state in TO_COME:
            return max(intent.due, retry)
        if intent.state is State.SENDING:
            return retry  # Nobody is at it: whoever was has ended. What became of it is found out.
        if intent.state is State.UNKNOWN and intent.due > 0:
            return max(intent.due, retry)
        return float("inf")

    def _until_next(self) -> float | None:
        """Give the seconds until something is due; ``None`` where that is never."""
        if not self._is_mine or len(self._running) >= MOST_AT_ONCE:
            return None  # Another console delivers, or one that lands says when there is room.
        lanes: set[str] = set()
        moments = []
        for intent in self._outbox.open:
            if intent.lane in lanes:
                continue
            lanes.add(intent.lane)
            if intent.number not in self._running and not self._is_paused(intent):
                moments.append(self._moment(intent))
        soonest = min(moments, default=float("inf"))
        if soonest == float("inf"):
            return None
        return max(0.0, max(soonest, self._shut_until) - self._clock())

    # One intent

    async def _deliver(self, intent: Intent) -> None:
        sender = self._senders[intent.kind]

        async def begin(**changed: Any) -> Intent | None:
            return await self._outbox.begin(intent, **changed)

        try:
            if intent.state in TO_COME:
                outcome = await sender.deliver(intent, begin)
            else:
                outcome = await sender.find_out(intent)
        except StoreError:
            self._retry_at[intent.number] = self._clock() + RETRY
            return
        if outcome is None:
            return
        stands = self._outbox.get(intent.number) or intent
        is_decided_anew = stands.state in TO_COME and stands != intent
        if is_decided_anew and (outcome.state is not State.DONE or stands.changes != intent.changes):
            return  # What was seen of it meanwhile does not count any more.
        while True:
            try:
                await self._settle(stands, outcome)
            except StoreError:
                await asyncio.sleep(RETRY)  # What became of it is known here, and must not get lost.
            else:
                return

    async def _settle(self, intent: Intent, outcome: Outcome) -> None:
        now = self._clock()
        self._outbox.offline = outcome.offline
        told = replace(
            intent,
            state=outcome.state,
            reason=outcome.reason,
            fields=dict(outcome.fields),
            theirs=dict(outcome.theirs),
            theirs_shown=dict(outcome.theirs_shown),
            request_id=outcome.request_id,
            label=outcome.label or intent.label,
        )
        if outcome.state is State.WAITING:
            seconds = outcome.seconds
            if outcome.offline and now >= self._shut_until:
                self._failures += 1  # Once for all that were under way together.
            if seconds is None:
                failures = self._failures - 1 if outcome.offline else intent.tries
                seconds = _BACK_OFF[min(failures, len(_BACK_OFF) - 1)]
            if outcome.offline or outcome.seconds is not None:
                # It is the server that has to recover, or asks for a pause: nothing else has a better chance.
                self._shut_until = max(self._shut_until, now + seconds)
            if outcome.seconds is not None:
                self._asked_until = self._shut_until
            await self._outbox.put_off(intent, now + seconds, outcome.reason)
            return
        self._failures = 0
        if outcome.state in DECIDE:
            looks = outcome.seconds is not None
            await self._outbox.decide(
                replace(
                    told,
                    due=now + (outcome.seconds or 0.0) if looks else 0.0,
                    tries=self._looks(intent, outcome),
                )
            )
        else:
            await self._outbox.end(told)

    @staticmethod
    def _looks(intent: Intent, outcome: Outcome) -> int:
        """Count how many times it was looked for what became of an intent."""
        if intent.state is not State.UNKNOWN:
            return 0
        return intent.tries + (not outcome.offline)

    def _landed(self, number: int, task: "asyncio.Task[None]") -> None:
        self._running.pop(number, None)
        self._wake.set()
        if not task.cancelled() and (error := task.exception()) is not None:
            self._retry_at[number] = self._clock() + DEFECT
            self.on_defect(error)

    @staticmethod
    def _unheard(error: BaseException) -> None:
        asyncio.get_running_loop().call_exception_handler({"message": "delivery failed", "exception": error})

    # Other consoles

    async def _look_elsewhere(self) -> None:
        """Take in what another console of the same profile has written, once a second."""
        now = self._clock()
        if now - self._looked_at < LOOK:
            return
        self._looked_at = now
        with suppress(StoreError):
            if self._own.work.path is None:
                if await self._own.ask(self._own.work.try_again):
                    self._is_mine = False  # There may be another console at that file.
                return
            seen = await self._own.ask(self._own.work.changed_elsewhere)
            if seen != self._seen:
                await self._outbox.load()
                await self._drafts.reload()
                self._seen = seen

    async def _take_turn(self) -> bool:
        """Tell whether this console delivers; from when it does, what another one left under way is found out."""
        path = self._own.work.path
        if path is None or self._is_mine:
            self._is_mine = True
            return True
        import filelock

        if self._turn is None:
            self._turn = filelock.FileLock(path.with_name("delivering.lock"), mode=0o600, thread_local=False)
        try:
            await self._own.ask(lambda: self._turn.acquire(blocking=False) if self._turn else None)
        except (filelock.Timeout, OSError):
            return False
        self._is_mine = True
        with suppress(StoreError):
            await self._outbox.load()
        return True

    async def _give_turn_away(self) -> None:
        self._is_mine = False
        turn, self._turn = self._turn, None
        if turn is not None:
            await self._own.ask(turn.release)  # Behind an attempt to take it that nobody waits for any more.
