"""A piece of the page that is one template: sent to the browser only when its HTML changed."""

from nicegui import ui


class HtmlPanel:
    """An element whose inside is replaced as a whole."""

    def __init__(self, tag: str, classes: str, **attributes: str) -> None:
        self.element = ui.html("", tag=tag).classes(classes)
        for name, value in attributes.items():
            self.element.props[name.replace("_", "-")] = value
        self._html = ""

    def show(self, html: str) -> None:
        if html != self._html:
            self._html = html
            self.element.set_content(html)

    def mark(self, attribute: str, *, on: bool) -> None:
        """Set or drop a bare attribute that style and keys look at."""
        if (attribute in self.element.props) is not on:
            if on:
                self.element.props[attribute] = ""
            else:
                del self.element.props[attribute]
            self.element.update()
