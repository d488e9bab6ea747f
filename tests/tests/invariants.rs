//! Rules of this repository that the compiler does not check.

use std::path::Path;

use tests::{Outcome, disk, none_of, spec};

/// Folders with handwritten sources.
const SOURCES: [&str; 7] = [
    "cli/src",
    "codegen/src",
    "transcribe/src",
    "xtask/src",
    "runtime/src",
    "generated/src",
    "generated/examples",
];

/// Generated folders, which other tests check.
const GENERATED: [&str; 2] = ["generated/src/api/", "generated/src/models/"];

/// The date in the minimal responses that mocks reply with.
const EPOCH: &str = "1970-01-01";

const MAX_FILE_LINES: usize = 500;
const MAX_FUNCTION_LINES: usize = 80;
const MAX_LINES_PER_OPERATION: usize = 200;

/// Path and text of all handwritten Rust files, without tests.
fn sources() -> Outcome<Vec<(String, String)>> {
    let mut sources = Vec::new();
    for folder in SOURCES {
        let path = disk::workspace().join(folder);
        let files = if path.is_dir() { disk::files_below(&path)? } else { Vec::new() };
        for file in files.iter().filter(|file| disk::has_extension(file, "rs")) {
            let name = format!("{folder}/{file}");
            let is_test = file.split('/').any(|part| part == "tests" || part == "tests.rs");
            if !is_test && !GENERATED.iter().any(|folder| name.starts_with(folder)) {
                let text = disk::read(&path.join(file))?;
                sources.push((name, without_tests(&text).to_owned()));
            }
        }
    }
    assert!(sources.len() > 50, "only {} source files were found", sources.len());
    Ok(sources)
}

/// A file's text up to its unit tests.
fn without_tests(text: &str) -> &str {
    text.split("\n#[cfg(test)]\nmod tests {").next().unwrap_or(text)
}

#[test]
fn codegen_does_not_mention_the_vendor() -> Outcome {
    let folder = disk::workspace().join("codegen");
    let mut found = Vec::new();
    for file in disk::files_below(&folder)? {
        let text = disk::read(&folder.join(&file))?;
        for (index, line) in text.lines().enumerate() {
            if line.to_lowercase().contains("northflank") {
                found.push(format!("codegen/{file}:{}: {}", index + 1, line.trim()));
            }
        }
    }
    none_of(
        &found,
        "codegen mentions the vendor",
        "move it to spec/settings.json, or pass it in from the caller",
    )
}

#[test]
fn modules_of_codegen_use_only_their_crates() -> Outcome {
    let rust_crates = ["quote", "syn", "proc_macro2", "prettyplease"];
    let mut found = Vec::new();
    for (name, text) in sources()? {
        let Some(file) = name.strip_prefix("codegen/src/") else { continue };
        let may_use_them =
            file.starts_with("emit/") || file == "render.rs" || file == "embed.rs" || file == "generate.rs";
        let uses = |package: &str| text.contains(&format!("{package}::"));
        found.extend(
            rust_crates.iter().filter(|it| !may_use_them && uses(it)).map(|it| format!("{name} uses {it}")),
        );
        if file != "names/case.rs" && uses("heck") {
            found.push(format!("{name} uses heck"));
        }
        if file.starts_with("ir/") && uses("serde_json") {
            found.push(format!("{name} uses serde_json"));
        }
    }
    none_of(
        &found,
        "a module of codegen uses a crate that belongs to another module",
        "ARCHITECTURE.md lists what each module must not do",
    )
}

#[test]
fn codegen_and_the_client_do_not_depend_on_each_other() -> Outcome {
    let manifest = |package: &str| disk::read(&disk::workspace().join(package).join("Cargo.toml"));
    for (package, forbidden) in [("codegen", "runtime"), ("generated", "codegen"), ("runtime", "codegen")] {
        let text = manifest(package)?;
        let dependencies = text.split_once("dependencies]").map_or("", |(_, rest)| rest);
        assert!(!dependencies.contains(forbidden), "{package}/Cargo.toml depends on {forbidden}");
    }
    Ok(())
}

#[test]
fn no_file_is_too_long() -> Outcome {
    let long = sources()?.into_iter().filter_map(|(name, text)| {
        let lines = text.lines().count();
        (lines > MAX_FILE_LINES).then(|| format!("{name}: {lines} lines"))
    });
    let heading = format!("these files have more than {MAX_FILE_LINES} lines");
    none_of(&long.collect::<Vec<_>>(), &heading, "split them: one idea per file")
}

#[test]
fn no_function_is_too_long() -> Outcome {
    let mut long = Vec::new();
    for (name, text) in sources()? {
        for Function { line, lines, is_quote } in functions(&text) {
            if lines > MAX_FUNCTION_LINES && !is_quote {
                long.push(format!("{name}:{line}: {lines} lines"));
            }
        }
    }
    let heading = format!("these functions have more than {MAX_FUNCTION_LINES} lines");
    none_of(&long, &heading, "split them into their logical steps")
}

#[test]
fn median_function_is_short() -> Outcome {
    let mut lengths = Vec::new();
    for (_, text) in sources()? {
        lengths.extend(functions(&text).into_iter().map(|function| function.lines));
    }
    lengths.sort_unstable();
    let median = lengths.get(lengths.len() / 2).copied().unwrap_or_default();
    assert!((1..=15).contains(&median), "the median of {} functions is {median} lines", lengths.len());
    Ok(())
}

#[derive(Debug, Eq, PartialEq)]
struct Function {
    line: usize,
    lines: usize,
    /// Whether its body is one `quote!`, which is as long as the code it generates.
    is_quote: bool,
}

/// The functions of a formatted file, in which each ends at a brace with the indentation of its first line.
fn functions(text: &str) -> Vec<Function> {
    let lines: Vec<&str> = text.lines().collect();
    let mut functions = Vec::new();
    for (start, line) in lines.iter().enumerate() {
        let trimmed = line.trim_start();
        let indent = line.len() - trimmed.len();
        let mut words = trimmed.split_whitespace();
        let before = ["pub", "pub(crate)", "pub(super)", "const", "async"];
        let is_function = words.find(|word| !before.contains(word)) == Some("fn");
        if !is_function {
            continue;
        }
        let end = format!("{}}}", " ".repeat(indent));
        let rest = &lines[start..];
        let is_one_line = line.ends_with('}') || line.ends_with(';');
        let length = if is_one_line { Some(0) } else { rest.iter().position(|line| **line == end) };
        let length = length.unwrap_or_default() + 1;
        let is_quote = rest.iter().take(4).any(|line| line.trim_start().starts_with("quote! {"));
        functions.push(Function { line: start + 1, lines: length, is_quote });
    }
    functions
}

#[test]
fn function_lengths_are_measured_correctly() {
    let text = "\
fn one() {}
impl A {
    /// Not fn a() {
    pub(crate) const fn two<T>(
        a: T,
    ) -> bool {
        if a {
        }
    }
    fn quoted() -> TokenStream {
        quote! {
        }
    }
}
";
    let function = |line, lines, is_quote| Function { line, lines, is_quote };
    assert_eq!(functions(text), [function(1, 1, false), function(4, 6, false), function(10, 4, true)]);
}

#[test]
fn generated_files_have_a_header_and_no_date_or_version() -> Outcome {
    let generated = spec::current()?;
    assert!(generated.files.iter().count() >= 5, "too few files were generated");
    let documents = spec::files(&spec::folder())?;
    // Included example responses are JSON, which has no comments.
    let rust = generated.files.iter().filter(|(_, text)| !text.starts_with('{'));
    for (path, text) in rust {
        let header = text.lines().next().unwrap_or_default();
        assert!(text.starts_with(faithful_codegen::HEADER), "{path} starts with {header:?}");
        assert!(text.lines().any(|line| line.starts_with("//! ")), "{path} has no module documentation");
        assert!(text.ends_with("}\n") || text.ends_with(";\n"), "{path} does not end in a line break");
        for version in [env!("CARGO_PKG_VERSION"), "generator version"] {
            assert!(
                !text.contains(version),
                "{path} contains {version}, which changes independently of the spec"
            );
        }
        let is_known = |date: &str| date == EPOCH || documents.values().any(|text| text.contains(date));
        let dated = text.lines().filter_map(date).find(|date| !is_known(date));
        assert!(dated.is_none(), "{path} contains a date that the spec does not: {dated:?}");
        for word in ["allow(", "expect(warnings", "unsafe "] {
            let found =
                text.lines().find(|line| !line.trim_start().starts_with("///") && line.contains(word));
            assert!(found.is_none(), "{path} contains `{word}`: {found:?}");
        }
    }
    Ok(())
}

/// Returns the date in a line, such as `2026-01-31`.
fn date(line: &str) -> Option<&str> {
    let shape = |window: &[u8]| {
        let digit = |index: usize| window[index].is_ascii_digit();
        (0..4).all(digit)
            && window[4] == b'-'
            && digit(5)
            && digit(6)
            && window[7] == b'-'
            && digit(8)
            && digit(9)
    };
    let begin = line.as_bytes().windows(10).position(shape)?;
    line.get(begin..begin + 10)
}

#[test]
fn generated_code_stays_small() -> Outcome {
    let summary = &spec::current()?.summary;
    let (lines, operations) = (summary.lines, summary.operations);
    assert!(
        operations > 0 && lines <= MAX_LINES_PER_OPERATION * operations,
        "{lines} lines were generated for {operations} operations; the maximum is {MAX_LINES_PER_OPERATION} for each"
    );
    Ok(())
}

/// The generated folders contain no handwritten files.
#[test]
fn generated_folders_contain_only_generated_files() -> Outcome {
    let generated = spec::current()?;
    let mut expected: Vec<&str> = generated.files.iter().map(|(path, _)| path).collect();
    // The list of the examples, which have no header.
    expected.push("src/api/examples/generated.txt");
    expected.sort_unstable();
    let folder = disk::workspace().join("generated");
    let files = disk::files_below(&folder)?;
    let is_generated =
        |file: &&String| GENERATED.iter().any(|folder| Path::new("generated").join(file).starts_with(folder));
    let found: Vec<&str> = files.iter().filter(is_generated).map(String::as_str).collect();
    assert_eq!(found, expected, "files on disk (left); run `cargo xtask codegen`");
    Ok(())
}
