//! The reference page of each code: its meaning, the reason for it, the remedy, and a minimal example.

use super::code::Code;

/// Returns the reference page of `code` as Markdown. `output` is the rendered output for the example.
pub(crate) fn page(code: Code, output: &str) -> String {
    let name = code.as_str();
    let (meaning, why, remedy) = (code.meaning(), code.why(), code.remedy());
    let head =
        format!("# {name}\n\n{meaning}\n\n## Why\n\n{why}\n\n## What to do\n\n{remedy}\n\n## Example\n");
    let file = |(file, text): &(&str, &str)| {
        let format = file.rsplit('.').next().unwrap_or_default();
        format!("\n`{file}`:\n\n```{format}\n{}\n```\n", text.trim_end())
    };
    let files: String = code.example().iter().map(file).collect();
    format!("{head}{files}\nOutput:\n\n```text\n{}\n```\n", output.trim_end())
}

/// Returns the index of all reference pages as Markdown.
pub(crate) fn index() -> String {
    let line = |code: &Code| format!("| [`{0}`]({0}.md) | {1} |\n", code.as_str(), code.meaning());
    let lines: String = Code::ALL.iter().map(line).collect();
    let head =
        "# Diagnostics\n\nEvery diagnostic has a code. `faithful explain CODE` prints the page of a code.\n";
    format!("{head}\n| code | meaning |\n|---|---|\n{lines}")
}
