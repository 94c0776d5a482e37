"""How a template is compiled: what it says, writes and calls, by the shortest way.

Jinja makes a Markup of every value that it writes, though what is written goes straight
into the text of the page; it looks up the name of each message, and asks of each thing
that a template calls whether it wants the context. A page has hundreds of all three.
"""

import re
from types import BuiltinMethodType, FunctionType, MethodType
from typing import Any, Final

from flask import Flask
from jinja2 import Template, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.runtime import Context, Macro
from markupsafe import Markup, escape

MESSAGE: Final = "_"  # the name by which a template says a message
_special = re.compile("[&<>'\"]").search  # what markupsafe's escape replaces
_PLAIN: Final = (BuiltinMethodType, FunctionType, MethodType)


def written(value: Any) -> str:
    """Return a value as it stands in a page: text escaped, markup as it is."""
    kind = type(value)
    if kind is Markup or (kind is str and _special(value) is None):
        return value  # type: ignore[no-any-return]
    return escape(value)


class Drawing(CodeGenerator):
    """Compiles a template: values by ``written``, messages from the reader's words."""

    def visit_Template(  # noqa: N802 - a name of Jinja's
        self, node: nodes.Template, frame: Frame | None = None
    ) -> None:
        """Compile a template, and give it the names that its code uses."""
        super().visit_Template(node, frame)
        # Last, so that it stands instead of the one that Jinja imports first.
        self.writeline(f"from {__name__} import {written.__name__} as escape")
        self.writeline("from pncrecruit.web.catalogue import words as words_here")

    def visit_Call(  # noqa: N802 - a name of Jinja's
        self, node: nodes.Call, frame: Frame, forward_caller: bool = False
    ) -> None:
        """Compile a call; a message is found among the words, without any call."""
        if not _is_message(node, frame):
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        (text,) = node.args
        on_page, filled = frame.eval_ctx.autoescape, bool(node.kwargs)
        kept = ("plain", "page", "text", "marked")[2 * filled + on_page]
        self.write(f"(words_here().{kept}[")
        self.visit(text, frame)
        self.write("]")
        if filled:
            self.write(" % {")
            for one in node.kwargs:
                self.write(f"{one.key!r}: ")
                self.visit(one.value, frame)
                self.write(", ")
            self.write("}")
        self.write(")")


def _is_message(node: nodes.Call, frame: Frame) -> bool:
    """Say whether a call says a message that is written in the template itself."""
    named = isinstance(node.node, nodes.Name) and node.node.name == MESSAGE
    if not named or node.dyn_args or node.dyn_kwargs or frame.eval_ctx.volatile:
        return False
    ours = frame.symbols.find_ref(MESSAGE)  # not a name that the template gave
    if ours is None or frame.symbols.find_load(ours) != ("resolve", MESSAGE):
        return False
    return len(node.args) == 1 and isinstance(node.args[0], nodes.Const)


class Calling(Context):
    """What a template sees; it calls macros and plain functions straight away."""

    def call(self, called: Any, /, *values: Any, **named: Any) -> Any:
        """Call something, with the context if it asks for that, as Jinja does."""
        kind = type(called)
        if kind is Macro:
            values = (self.eval_ctx, *values)
        elif kind not in _PLAIN or hasattr(called, "jinja_pass_arg"):
            return super().call(called, *values, **named)
        named.pop("_block_vars", None)
        named.pop("_loop_vars", None)
        return called(*values, **named)


class Part(Template):
    """A template whose macros are made once, for whichever page imports them.

    Jinja compares the globals of the two at each import; with us no page has its own.
    """

    def _get_default_module(self, _ctx: Context | None = None) -> Any:
        return super()._get_default_module()


def install(app: Flask) -> None:
    """Let an application's templates be compiled and drawn so."""
    app.jinja_env.code_generator_class = Drawing
    app.jinja_env.context_class = Calling
    app.jinja_env.template_class = Part
