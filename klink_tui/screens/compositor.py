"""What a screen's widgets look like together, and what of it is to be drawn again."""

from textual._compositor import Compositor, CompositorMap
from textual.geometry import Region
from textual.map_geometry import MapGeometry


class TrueCompositor(Compositor):
    """Forgets nothing that is to be drawn again.

    Textual notes where a widget was that has gone when it lays the screen out: it compares with where they all were.
    But whoever asks for a widget's place between the two has that worked out anew, and then there is nothing left to
    compare with: a toast that went just then stood on the terminal until something else was drawn there.
    """

    @property
    def full_map(self) -> CompositorMap:
        """Give where each widget is; what has changed there is noted."""
        before = (self._visible_map or self._full_map) if self._full_map_invalidated else {}
        now = super().full_map
        for widget, geometry in before.items():
            was, there = _seen(geometry), _seen(now.get(widget))
            if was != there:
                self._dirty_regions.update(region for region in (was, there) if region)
        return now


def _seen(geometry: MapGeometry | None) -> Region:
    """Give what of a widget is in sight."""
    return geometry.clip.intersection(geometry.region) if geometry is not None else Region()
