"""A student's words made fit for files, terminals, and the pages that other people open."""

import re

PICTURES = ("image/png", "image/jpeg")
PASTED = re.compile(r"!\[([^\]\n]*)\]\(attachment:([^)\s]+)\)")
# A command of a formula is shown as it was typed unless it is known to do nothing but mathematics: some make links,
# styles, identifiers and attributes, some make other commands, and every typesetter knows more of them.
MATHEMATICS = frozenset(
    """
    alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi pi varpi rho
    varrho sigma varsigma tau upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon
    Phi Psi Omega frac dfrac tfrac cfrac binom sqrt sum prod int oint iint partial nabla infty lim limsup
    liminf sup inf max min arg det dim exp ln log sin cos tan cot sec csc sinh cosh tanh arcsin arccos arctan
    ker gcd Pr deg cdot cdots ldots dots vdots ddots times div pm mp ast star circ bullet oplus ominus otimes
    odot wedge vee cap cup setminus subset supset subseteq supseteq in ni notin emptyset varnothing forall
    exists neg lnot land lor le leq ge geq ne neq ll gg approx sim simeq cong equiv propto prec succ perp
    parallel mid models vdash to gets leftarrow rightarrow leftrightarrow Leftarrow Rightarrow Leftrightarrow
    implies impliedby iff mapsto longrightarrow longleftarrow xrightarrow xleftarrow uparrow downarrow nearrow
    searrow hookrightarrow
    left right big Big bigg Bigg bigl bigr Bigl Bigr middle langle rangle lfloor rfloor lceil rceil lVert
    rVert lvert rvert vert Vert lbrace rbrace backslash prime hat widehat bar overline underline vec tilde
    widetilde dot ddot check breve acute grave overbrace underbrace overset underset stackrel overrightarrow
    boxed phantom not mathbb mathbf mathcal mathfrak mathit mathrm mathsf mathtt mathscr boldsymbol bm text
    textbf textit textrm texttt mathop operatorname displaystyle textstyle scriptstyle limits nolimits begin
    end quad qquad hspace hfill hline cr top bot angle triangle square blacksquare hbar ell Re Im aleph
    therefore because checkmark colon substack tag
    """.split()
)


def clean(text, most=1200):
    """A student's words made fit for files and terminals: no control characters, no lone surrogates, not endless."""
    text = text[: 2 * most]
    text = "".join(c if c.isprintable() else " " for c in text.encode("utf-8", "replace").decode("utf-8"))
    return text if len(text) <= most else text[: most - 1] + "…"


def inert(text, pictures=()):
    """A student's Markdown in which no browser finds a tag, a link or a command: Formgrader shows it with the grader's
    rights.

    A space without width breaks what would be live, so that the words look as they were written. Pictures of these
    names, which the grader has drawn anew, stay.
    """
    pieces, at = [], 0
    for found in PASTED.finditer(text):
        if found[2] in pictures:
            pieces += [_dead(text[at : found.start()]), f"![{_dead(found[1])}](attachment:{found[2]})"]
            at = found.end()
    return "".join(pieces) + _dead(text[at:])


def _dead(text):
    text = re.sub(r"<(?=[A-Za-z/!?])|\](?=\s*[(:\[])|\\(?=[a-zA-Z]+)", _broken, text)
    return text.replace("For the grader.", "For the grader (the student writes).")


def _broken(found):
    if found[0] == "\\":
        command = re.match(r"[a-zA-Z]+", found.string[found.end() :])[0]
        if command in MATHEMATICS:
            return "\\"
    return f"{found[0]}\u200b"
