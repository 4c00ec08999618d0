"""What an agent asks of a view: another order, other columns, to be kept, and all views in a list."""

from collections.abc import Callable

from textual import work

from klink_tui.desk.views import ShownColumn, View, sort_of, with_sort
from klink_tui.errors import KlinkError
from klink_tui.screens.viewed import ViewedScreen
from klink_tui.widgets.rowlist import RowList
from klink_tui.widgets.ticketlook import COLUMNS, USUAL
from klink_tui.widgets.viewbar import ViewBar
from klink_tui.widgets.words import trouble_words

_DOWN_FIRST = frozenset({"created", "updated", "priority", "number"})
"""Fields whose order is asked for downwards first: the newest, the highest."""


class ViewActs(ViewedScreen):
    """The actions on the view that is on view."""

    @work(group="ask", exit_on_error=False)
    async def action_sort(self) -> None:
        """Ask for the order of the list."""
        from klink_tui.screens.picker import Choice, PickerScreen

        now = next(iter(sort_of(self.query_text)), None)
        vocabulary = self.desk.lexicon.vocabulary()
        names = [column.id for column in self.list.columns[1:]]
        names += [name for name in COLUMNS if name not in names]
        names += [field.name for field in self.desk.lexicon.custom if field.name not in names]
        choices = [Choice("place", "The server's own order")]
        current = "place" if now is None else ""
        for name in names:
            field = vocabulary.by_name.get(name) or vocabulary.by_name.get(name.replace("_", " "))
            if field is None:
                continue
            down = name in _DOWN_FIRST
            if now is not None and vocabulary.by_name.get(now.field) is field:
                down = not now.descending
            value = f"-{name}" if down else name
            if now is not None and vocabulary.by_name.get(now.field) is field:
                current = value
            title = COLUMNS[name].title if name in COLUMNS else field.label
            choices.append(Choice(value, title, field.order[down].removeprefix(field.words).strip()))
        answer = await self.app.push_screen_wait(PickerScreen("Order by", choices, current=current))
        if answer:
            self._order_by("" if answer == "place" else answer.removeprefix("-"), answer.startswith("-"))

    def on_row_list_header_clicked(self, event: RowList.HeaderClicked) -> None:
        """Order the list by the column whose title was clicked; one that it is in order of already, the other way."""
        event.prevent_default()
        by_name = self.desk.lexicon.vocabulary().by_name
        name = event.column
        field = by_name.get(name) or by_name.get(name.replace("_", " "))
        if field is None:
            return
        now = next(iter(sort_of(self.query_text)), None)
        is_same = now is not None and by_name.get(now.field) is field
        self._order_by(name, not now.descending if now is not None and is_same else name in _DOWN_FIRST)

    def _order_by(self, name: str, down: bool) -> None:
        self.show_query(with_sort(self.query_text, name, down))
        self.leave_line()

    @work(group="ask", exit_on_error=False)
    async def action_columns(self) -> None:
        """Ask for the columns of the list, and keep them with the view."""
        from klink_tui.screens.columnpick import ColumnScreen

        available = [(name, column.title) for name, column in COLUMNS.items()]
        available += [(field.name, field.label) for field in self.desk.lexicon.custom]
        shown = self.columns or tuple(ShownColumn(name) for name in USUAL)
        answer = await self.app.push_screen_wait(ColumnScreen(available, shown))
        if answer is None or answer == self.columns:
            return
        self.set_columns(answer)
        self.show_query(self.query_text, cursor=None)
        view = self.view
        self._keep(lambda: self.desk.views.replace(self.place, View(view.name, view.query, answer)))

    @work(group="ask", exit_on_error=False)
    async def action_view_keep(self) -> None:
        """Keep what is on view: under a new name as a new view, under the view's own in its place."""
        from klink_tui.screens.ask import AskScreen

        if self.query_error is not None:
            self.say("A query that can't be read is not kept.", bad=True)
            return
        hint = f"“{self.view.name}” again changes that view" if self.is_modified else "a new name makes a copy"
        name = await self.app.push_screen_wait(AskScreen("Keep as view", hint=hint))
        if not name or not name.strip():
            return
        view = View(" ".join(name.split()), self.query_text, self.columns)
        place = self.desk.views.find(view.name)

        def keep() -> None:
            if place is None:
                self.place = self.desk.views.add(view, at=self.place + 1)
            else:
                self.desk.views.replace(place, view)
                self.place = place

        if self._keep(keep):
            self.leave_line()
            self._note()
            self.count_soon()
            self.say(f"Kept as view {self.place + 1}: {view.name}.")

    @work(group="ask", exit_on_error=False)
    async def action_views(self) -> None:
        """Show all views, to open, rename, edit, move and delete them."""
        from klink_tui.screens.viewlist import ViewListScreen

        screen = ViewListScreen(self.desk.views, self.query_one(ViewBar).entries, current=self.place)
        answer = await self.app.push_screen_wait(screen)
        where = answer if answer is not None else screen.current
        if answer is not None or screen.current is None:
            self.open_view(where or 0)
        else:
            self.place = screen.current
        self.restate_views()
        self.count_soon()

    def _keep(self, change: Callable[[], object]) -> bool:
        try:
            change()
        except KlinkError as error:
            self.say(trouble_words(error), bad=True)
            return False
        self.restate_views()
        return True

    @work(group="ask", exit_on_error=False)
    async def action_me(self) -> None:
        """Ask who the agent is, for ``me`` in queries."""
        from klink_tui.screens.picker import Choice, PickerScreen

        lexicon = self.desk.lexicon
        await lexicon.count()
        people = dict.fromkeys((*lexicon.carried("assignee"), *lexicon.carried("creator")))
        if not people:
            self.say("Nobody is known yet: the copy has no ticket with an assignee. Set me = … in the settings.")
            return
        choices = [Choice(name, name) for name in people]
        answer = await self.app.push_screen_wait(PickerScreen("Who are you?", choices, current=lexicon.me))
        if answer and answer != lexicon.me:
            lexicon.me = answer
            self.desk.tickets.forget_words()
            self.show_query(self.query_text)
            self.count_soon()
            self._keep(lambda: self.desk.keep_me(answer))
