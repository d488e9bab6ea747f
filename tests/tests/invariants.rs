//! Rules of the house that no compiler checks.

use std::path::Path;

use tests::{Outcome, disk, none_of, spec};

/// The folders of sources that people write.
const SOURCES: [&str; 5] = ["codegen/src", "xtask/src", "runtime/src", "generated/src", "generated/examples"];

/// What machines write, and is checked by other tests.
const MACHINE_WRITTEN: [&str; 2] = ["generated/src/api/", "generated/src/models/"];

const MOST_LINES_OF_A_FILE: usize = 500;
const MOST_LINES_OF_A_FUNCTION: usize = 80;
const MOST_GENERATED_LINES: usize = 3_000;

/// Hand-written Rust outside tests: path and text.
fn sources() -> Outcome<Vec<(String, String)>> {
    let mut sources = Vec::new();
    for folder in SOURCES {
        let path = disk::workspace().join(folder);
        let files = if path.is_dir() { disk::files_below(&path)? } else { Vec::new() };
        for file in files.iter().filter(|file| disk::has_extension(file, "rs")) {
            let name = format!("{folder}/{file}");
            let is_test = file.split('/').any(|part| part == "tests" || part == "tests.rs");
            if !is_test && !MACHINE_WRITTEN.iter().any(|folder| name.starts_with(folder)) {
                let text = disk::read(&path.join(file))?;
                sources.push((name, without_tests(&text).to_owned()));
            }
        }
    }
    assert!(sources.len() > 50, "only {} source files were found", sources.len());
    Ok(sources)
}

/// A text up to the module of its unit tests.
fn without_tests(text: &str) -> &str {
    text.split("\n#[cfg(test)]\nmod tests {").next().unwrap_or(text)
}

#[test]
fn codegen_does_not_know_the_vendor() -> Outcome {
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
    none_of(&found, "codegen names the vendor", "say it in spec/settings.json, or let the caller give it")
}

#[test]
fn rooms_of_codegen_keep_to_their_crates() -> Outcome {
    let makes_rust = ["quote", "syn", "proc_macro2", "prettyplease"];
    let mut found = Vec::new();
    for (name, text) in sources()? {
        let Some(file) = name.strip_prefix("codegen/src/") else { continue };
        let may_make_rust = file.starts_with("emit/") || file == "render.rs" || file == "generate.rs";
        let uses = |package: &str| text.contains(&format!("{package}::"));
        found.extend(
            makes_rust.iter().filter(|it| !may_make_rust && uses(it)).map(|it| format!("{name} uses {it}")),
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
        "a room of codegen reaches into another one's work",
        "ARCHITECTURE.md says what each room must never do",
    )
}

#[test]
fn codegen_and_the_client_never_meet() -> Outcome {
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
        (lines > MOST_LINES_OF_A_FILE).then(|| format!("{name}: {lines} lines"))
    });
    let heading = format!("these files have more than {MOST_LINES_OF_A_FILE} lines");
    none_of(&long.collect::<Vec<_>>(), &heading, "one idea a file: split them")
}

#[test]
fn no_function_is_too_long() -> Outcome {
    let mut long = Vec::new();
    for (name, text) in sources()? {
        for Function { line, lines, is_quote } in functions(&text) {
            if lines > MOST_LINES_OF_A_FUNCTION && !is_quote {
                long.push(format!("{name}:{line}: {lines} lines"));
            }
        }
    }
    let heading = format!("these functions have more than {MOST_LINES_OF_A_FUNCTION} lines");
    none_of(&long, &heading, "split them at what a reader would call the steps")
}

#[test]
fn functions_are_short_on_the_whole() -> Outcome {
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
    /// Whether its body is one `quote!`, which is as long as what it makes.
    is_quote: bool,
}

/// The functions of a file that is formatted, so that each ends at the brace below its first letter.
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
fn lengths_of_functions_are_measured_right() {
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
    fn made() -> TokenStream {
        quote! {
        }
    }
}
";
    let function = |line, lines, is_quote| Function { line, lines, is_quote };
    assert_eq!(functions(text), [function(1, 1, false), function(4, 6, false), function(10, 4, true)]);
}

#[test]
fn generated_files_say_so_and_carry_no_date_or_version() -> Outcome {
    let generated = spec::generate(&spec::folder())?;
    assert!(generated.files.iter().count() >= 5, "hardly anything was generated");
    // Answers that are included are JSON, which has no comments.
    let rust = generated.files.iter().filter(|(_, text)| !text.starts_with('{'));
    for (path, text) in rust {
        let header = text.lines().next().unwrap_or_default();
        assert!(header.starts_with("// @generated by cargo xtask codegen"), "{path} starts with {header:?}");
        assert!(text.lines().any(|line| line.starts_with("//! ")), "{path} does not say what it holds");
        assert!(text.ends_with("}\n") || text.ends_with(";\n"), "{path} does not end in a line break");
        for version in [env!("CARGO_PKG_VERSION"), "generator version"] {
            assert!(!text.contains(version), "{path} holds {version}, which changes without the spec");
        }
        let dated = text.lines().find(|line| has_date(line));
        assert!(dated.is_none(), "{path} holds a date: {dated:?}");
        for word in ["allow(", "expect(warnings", "unsafe "] {
            let found =
                text.lines().find(|line| !line.trim_start().starts_with("///") && line.contains(word));
            assert!(found.is_none(), "{path} holds `{word}`: {found:?}");
        }
    }
    Ok(())
}

/// Whether a line holds something like `2026-01-31`.
fn has_date(line: &str) -> bool {
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
    line.as_bytes().windows(10).any(shape)
}

#[test]
fn the_generated_code_stays_small() -> Outcome {
    let lines = spec::generate(&spec::folder())?.summary.lines;
    assert!(lines <= MOST_GENERATED_LINES, "{lines} generated lines, {MOST_GENERATED_LINES} at most");
    Ok(())
}

/// What is not machine-written stands beside it, not below it.
#[test]
fn all_below_the_generated_folders_is_generated() -> Outcome {
    let generated = spec::generate(&spec::folder())?;
    let mut expected: Vec<&str> = generated.files.iter().map(|(path, _)| path).collect();
    expected.sort_unstable();
    let folder = disk::workspace().join("generated");
    let files = disk::files_below(&folder)?;
    let is_generated = |file: &&String| {
        MACHINE_WRITTEN.iter().any(|folder| Path::new("generated").join(file).starts_with(folder))
    };
    let found: Vec<&str> = files.iter().filter(is_generated).map(String::as_str).collect();
    assert_eq!(found, expected, "files on the disk (left); run `cargo xtask codegen`");
    Ok(())
}
