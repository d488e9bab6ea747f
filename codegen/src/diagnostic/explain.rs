//! A page per code: what it means, why it is one, what to do, and the least document that shows it.

use super::code::Code;

/// The page of a code, as Markdown. `shown` is what the user is told about the example.
pub(crate) fn page(code: Code, shown: &str) -> String {
    let name = code.as_str();
    let (meaning, why, remedy) = (code.meaning(), code.why(), code.remedy());
    let head =
        format!("# {name}\n\n{meaning}\n\n## Why\n\n{why}\n\n## What to do\n\n{remedy}\n\n## Example\n");
    let file = |(file, text): &(&str, &str)| format!("\n`{file}`:\n\n```json\n{}\n```\n", text.trim_end());
    let files: String = code.example().iter().map(file).collect();
    format!("{head}{files}\nThe generator says:\n\n```text\n{}\n```\n", shown.trim_end())
}

/// The list of all pages, as Markdown.
pub(crate) fn index() -> String {
    let line = |code: &Code| format!("| [`{0}`]({0}.md) | {1} |\n", code.as_str(), code.meaning());
    let lines: String = Code::ALL.iter().map(line).collect();
    let head =
        "# What the generator says\n\nEach finding has a code. `cargo xtask explain CODE` prints its page.\n";
    format!("{head}\n| code | meaning |\n|---|---|\n{lines}")
}
