//! Colors of diagnostics in a terminal.

/// Whether texts have colors.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Style {
    /// Without colors.
    Plain,
    /// With ANSI escape sequences.
    Colored,
}

impl Style {
    /// Returns the style for an output, given the values of the environment variables `NO_COLOR` and `TERM`, which are empty if
    /// they are not set.
    pub fn new(is_terminal: bool, no_color: &str, term: &str) -> Self {
        if is_terminal && no_color.is_empty() && term != "dumb" { Self::Colored } else { Self::Plain }
    }
}

const RESET: &str = "\u{1b}[0m";
const RED: &str = "\u{1b}[1;31m";
const YELLOW: &str = "\u{1b}[1;33m";
const BLUE: &str = "\u{1b}[1;34m";

/// Returns a text with colors: the severity of a diagnostic, its place, and the caret below the source line. Source lines
/// themselves have none.
pub fn paint(text: &str, style: Style) -> String {
    match style {
        Style::Plain => text.to_owned(),
        Style::Colored => text.split_inclusive('\n').map(paint_line).collect(),
    }
}

fn paint_line(line: &str) -> String {
    let colored = |color: &str, at: usize| format!("{color}{}{RESET}{}", &line[..at], &line[at..]);
    for (severity, color) in [("error", RED), ("warning", YELLOW)] {
        if line.starts_with(severity) && line[severity.len()..].starts_with(['[', ':']) {
            return colored(color, line.find(':').unwrap_or(severity.len()));
        }
    }
    if line.starts_with("  --> ") {
        return colored(BLUE, "  -->".len());
    }
    if let Some(rest) = line.strip_prefix("   | ") {
        let is_caret = rest.trim() == "^";
        let rest = if is_caret { rest.replacen('^', &format!("{RED}^{RESET}"), 1) } else { rest.to_owned() };
        return format!("{BLUE}   |{RESET} {rest}");
    }
    for label in ["   = help:", "   = note:"] {
        if line.starts_with(label) {
            return colored(BLUE, label.len());
        }
    }
    line.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "error[a-code]: no `x`: y\n  --> a.json:1:2 (#/a)\n   | \"x\": ^\n   |   ^\n   = help: add it\n\nother\n";

    #[test]
    fn colors_only_in_terminals_that_show_them() {
        assert_eq!(Style::new(true, "", "xterm"), Style::Colored);
        for (is_terminal, no_color, term) in [(false, "", "xterm"), (true, "1", "xterm"), (true, "", "dumb")]
        {
            assert_eq!(Style::new(is_terminal, no_color, term), Style::Plain);
        }
        assert_eq!(paint(TEXT, Style::Plain), TEXT);
    }

    #[test]
    fn the_severity_the_place_and_the_caret_are_colored() {
        let painted = paint(TEXT, Style::Colored);
        let mut without = painted.clone();
        for sequence in [RESET, RED, YELLOW, BLUE] {
            without = without.replace(sequence, "");
        }
        assert_eq!(without, TEXT);
        assert!(painted.starts_with(&format!("{RED}error[a-code]{RESET}: no")), "{painted}");
        assert!(painted.contains(&format!("{BLUE}   |{RESET} \"x\": ^\n")), "{painted}");
        assert!(painted.contains(&format!("{BLUE}   |{RESET}   {RED}^{RESET}\n")), "{painted}");
        assert!(painted.ends_with("\n\nother\n"), "{painted}");
    }
}
