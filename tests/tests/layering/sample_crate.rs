//! Tests the checks on a small sample crate.

use tests::{Failure, Outcome};

use crate::order::Order;
use crate::tree::{Texts, Tree};
use crate::{files, folders, imports};

const ORDER: &str = "\
[other/src]
client: another crate

[sample/src]
# A comment.
json: values
transport: sends bytes

error, response: responses and errors
client: uses everything else
";

/// A crate that follows the order.
const FILES: [(&str, &str); 9] = [
    (
        "lib.rs",
        "mod client;\nmod error;\nmod json;\nmod response;\nmod transport;\n\
         pub use bytes::Bytes;\npub use client::Client;\npub use error::Error;\npub use json::*;\n",
    ),
    (
        "json/mod.rs",
        "mod reader;\npub use reader::Reader;\n\
         #[macro_export]\nmacro_rules! object { () => { $crate::Reader::new() }; }\n",
    ),
    ("json/reader.rs", "use super::object;\npub struct Reader;\n"),
    ("transport/mod.rs", "mod hyper;\npub(crate) mod timer;\npub struct Transport;\n"),
    (
        "transport/hyper.rs",
        "mod pool;\nuse super::Transport;\nuse super::timer;\nfn start() { timer::start(); }\n",
    ),
    ("transport/hyper/pool.rs", "use super::super::{Transport, timer::Timer};\n"),
    ("transport/timer.rs", "use crate::{Bytes, Reader};\npub struct Timer;\npub fn start() {}\n"),
    ("client.rs", "use crate::Error;\nuse crate::transport::{self, Transport};\npub struct Client;\n"),
    ("error.rs", "use crate::response::Response;\npub struct Error;\n"),
];

const RESPONSE: (&str, &str) = ("response.rs", "use super::Error;\npub struct Response;\n");

fn texts() -> Texts {
    FILES.iter().chain([&RESPONSE]).map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect()
}

/// The problems that the checks report about a crate.
fn problems(texts: &Texts) -> Outcome<String> {
    let order = Order::read(ORDER, "sample/src")?;
    let tree = Tree::read("sample/src", texts)?;
    let imports = imports::of(&tree);
    let mut problems = folders::problems(&tree, &order, &imports);
    problems.extend(files::problems(&tree, &imports));
    Ok(problems.join("\n"))
}

/// The problems that the checks report about the sample crate with lines added to one file.
fn problems_with(file: &str, lines: &str) -> Outcome<String> {
    let mut texts = texts();
    let text = texts.get_mut(file).ok_or_else(|| Failure::new(format!("no file {file}")))?;
    *text += lines;
    problems(&texts)
}

#[test]
fn a_crate_that_follows_the_order_has_no_problems() -> Outcome {
    assert_eq!(problems(&texts())?, "");
    Ok(())
}

#[test]
fn an_import_from_a_higher_module_is_found() -> Outcome {
    assert_eq!(
        problems_with("transport/hyper.rs", "\nuse crate::error::Error;\n")?,
        "sample/src/transport/hyper.rs:6: `crate::error::Error` imports from `error`, which is above `transport`"
    );
    Ok(())
}

/// Lines that import from `client` when added as line 4 of `transport/timer.rs`, with the imported path.
const FORBIDDEN: [(&str, &str); 17] = [
    ("use crate::{json::Reader, client::{Client as C}};", "crate::client::Client"),
    ("use crate::client::*;", "crate::client::*"),
    ("use crate::client;", "crate::client"),
    ("use crate::client::{self};", "crate::client"),
    ("use crate::Client;", "crate::Client"),
    ("use super::super::client::Client;", "super::super::client::Client"),
    ("use super::super::Client;", "super::super::Client"),
    ("mod inner { use super::super::super::Client; }", "super::super::super::Client"),
    ("fn f() { crate::client::start(); }", "crate::client::start"),
    ("fn f() { let crate::Client { .. } = g(); }", "crate::Client"),
    ("fn f(client: &Option<super::super::Client>) {}", "super::super::Client"),
    ("impl From<Timer> for crate::Client {}", "crate::Client"),
    ("fn f() { use crate::Client; }", "crate::Client"),
    ("fn f() { assert!(g(), \"{}\", crate::Client::NAME); }", "crate::Client::NAME"),
    (
        "macro_rules! sample { ($a:ident) => { pub(in crate::json) fn $a() -> $crate::Client {} } }",
        "$crate::Client",
    ),
    ("macro_rules! sample { () => { use $crate::{json, client::{self as c, Client}}; } }", "$crate::client"),
    ("#[cfg(any(test, unix))] fn f() { crate::client::start(); }", "crate::client::start"),
];

#[test]
fn every_form_of_import_is_found() -> Outcome {
    for (line, path) in FORBIDDEN {
        let expected = format!(
            "sample/src/transport/timer.rs:4: `{path}` imports from `client`, which is above `transport`"
        );
        let found = problems_with("transport/timer.rs", line)?;
        assert!(found.lines().any(|line| line == expected), "{line} gives\n{found}");
        assert!(!found.contains("is neither defined"), "{line} gives\n{found}");
    }
    Ok(())
}

#[test]
fn re_exports_are_resolved_to_the_defining_module() -> Outcome {
    let mut texts = texts();
    let mut set = |path: &str, text: &str| texts.insert(path.to_owned(), text.to_owned());
    // Through a glob of a glob.
    set("json/mod.rs", "pub use self::reader::*;\nmod reader;\nfn f() { crate::sample!(); }\n");
    set("json/reader.rs", "pub struct Reader;\nfn f() -> crate::Reader {}\n");
    // Through a name imported by a glob.
    set("transport/timer.rs", "use crate::client::*;\npub struct Timer;\nfn start() -> Other {}\n");
    set(
        "client.rs",
        "pub use super::error::Error as Other;\npub struct Client;\nmacro_rules! private { () => {} }\n",
    );
    // Through a macro exported to the crate root.
    set(
        "response.rs",
        "use super::Error;\npub struct Response;\n#[macro_export]\nmacro_rules! sample { () => {}; }\n",
    );
    assert_eq!(
        problems(&texts)?,
        "sample/src/json/mod.rs:3: `crate::sample` imports from `response`, which is above `json`\n\
         sample/src/transport/timer.rs:1: `crate::client::*` imports from `client`, which is above `transport`\n\
         sample/src/transport/timer.rs:3: `Other` imports from `error`, which is above `transport`"
    );
    Ok(())
}

#[test]
fn a_function_can_have_the_name_of_its_module() -> Outcome {
    let mut texts = texts();
    *texts.entry("lib.rs".to_owned()).or_default() += "pub use crate::response::response;\n";
    *texts.entry("response.rs".to_owned()).or_default() += "pub fn response() {}\n";
    *texts.entry("client.rs".to_owned()).or_default() += "fn f() { crate::response(); }\n";
    assert_eq!(problems(&texts)?, "");
    *texts.entry("json/reader.rs".to_owned()).or_default() += "fn f() { crate::response(); }\n";
    assert_eq!(
        problems(&texts)?,
        "sample/src/json/reader.rs:3: `crate::response` imports from `response`, which is above `json`"
    );
    Ok(())
}

#[test]
fn a_name_missing_from_the_crate_root_is_reported() -> Outcome {
    assert_eq!(
        problems_with("client.rs", "use crate::Missing;\nuse crate::json::defined_by_a_macro;\n")?,
        "sample/src/client.rs:4: `crate::Missing` is neither defined nor re-exported by lib.rs"
    );
    Ok(())
}

#[test]
fn the_crate_root_is_above_all_modules() -> Outcome {
    let mut texts = texts();
    *texts.entry("lib.rs".to_owned()).or_default() += "pub fn run() { client::Client; }\n";
    *texts.entry("client.rs".to_owned()).or_default() += "use crate::run;\n";
    assert_eq!(
        problems(&texts)?,
        "sample/src/client.rs:4: `crate::run` imports from `lib.rs`, which is above `client`"
    );
    Ok(())
}

#[test]
fn a_cycle_between_folders_is_shown_with_an_import_for_each_step() -> Outcome {
    let found = problems_with("json/reader.rs", "use crate::Client;\n")?;
    assert_eq!(
        found,
        "sample/src/json/reader.rs:3: `crate::Client` imports from `client`, which is above `json`\n\
         cycle between folders: `client` -> `transport` -> `json` -> `client`\n    \
         sample/src/client.rs:2: `crate::transport` imports from `transport`\n    \
         sample/src/transport/timer.rs:1: `crate::Reader` imports from `json`\n    \
         sample/src/json/reader.rs:3: `crate::Client` imports from `client`"
    );
    Ok(())
}

#[test]
fn a_cycle_between_files_needs_a_reason() -> Outcome {
    let cycle = "use super::hyper::pool::Pool;\n";
    assert_eq!(
        problems_with("transport/timer.rs", cycle)?,
        "cycle between files of `transport`, without a line `// Cycle: …` that gives the reason\n    \
         sample/src/transport/hyper/pool.rs:1: `super::super::timer::Timer` imports from transport/timer.rs\n    \
         sample/src/transport/timer.rs:4: `super::hyper::pool::Pool` imports from transport/hyper/pool.rs"
    );
    let reason = "// Cycle: a pool has a timer, and the timer empties the pool.\n";
    assert_eq!(problems_with("transport/timer.rs", &format!("{cycle}{reason}"))?, "");
    assert!(problems_with("transport/timer.rs", &format!("{cycle}// Cycle:\n"))?.contains("without a line"));
    assert_eq!(
        problems_with("transport/timer.rs", reason)?,
        "sample/src/transport/timer.rs:4: gives a reason for a cycle, but the file is not in one"
    );
    Ok(())
}

#[test]
fn the_list_must_match_the_top_level_modules() -> Outcome {
    let mut texts = texts();
    texts.insert("lib.rs".to_owned(), "mod error;\nmod extra {}\nmod json;\nmod response;\nmod transport;\n                 pub use json::Reader;\npub use error::Error;\npub use bytes::Bytes;".to_owned());
    assert_eq!(
        problems(&texts)?,
        "sample/src/lib.rs: `extra` is not listed in tests/layers.txt\n\
         tests/layers.txt: sample/src has no module `client`"
    );
    Ok(())
}

#[test]
fn files_of_modules_are_found() -> Outcome {
    let mut texts = texts();
    let mut set = |path: &str, text: &str| texts.insert(path.to_owned(), text.to_owned());
    set(
        "error.rs",
        "mod inner { mod deep; }\n#[cfg(unix)]\n#[path = \"other/one.rs\"]\nmod one;\n\
                     #[cfg(not(unix))]\nmod one;\nmod r#type;\npub struct Error;\n",
    );
    set("error/inner/deep.rs", "use crate::Client;\n");
    set("other/one.rs", "mod two;\nuse super::super::Client;\n");
    set("other/two.rs", "");
    set("error/one.rs", "use super::super::Client;\n");
    set("error/type.rs", "use super::super::Client;\n");
    let found = problems(&texts)?;
    for place in ["error/inner/deep.rs:1", "other/one.rs:2", "error/one.rs:1", "error/type.rs:1"] {
        assert!(found.contains(&format!("sample/src/{place}: ")), "{place} is not in\n{found}");
    }
    texts.remove("other/two.rs");
    let Err(missing) = Tree::read("sample/src", &texts) else {
        return Err(Failure::new("no file is missing"));
    };
    assert_eq!(format!("{missing:?}"), "sample/src/other/one.rs:1: no file for `mod two`");
    Ok(())
}

#[test]
fn mistakes_in_the_list_are_reported() {
    let mistake = |text: &str| Order::read(text, "sample/src").err().map(|failure| format!("{failure:?}"));
    assert_eq!(mistake(ORDER), None);
    let reported = |text: &str| mistake(text).unwrap_or_default();
    assert_eq!(reported("[sample/src]\na: a\nb, a: b"), "tests/layers.txt:3: `a` is listed twice");
    assert_eq!(reported("[sample/src]\na"), "tests/layers.txt:2: `a` has no description");
    assert_eq!(reported("[other/src]\na: a"), "tests/layers.txt has no levels below `[sample/src]`");
}

#[test]
fn test_only_code_and_other_crates_are_ignored() -> Outcome {
    let lines = [
        "#[cfg(test)] use crate::Client;",
        "#[cfg(all(test, unix))] use crate::Client;",
        "#[cfg(test)] mod tests { use crate::Client; }",
        "#[cfg(test)] mod tests;",
        "#[cfg(test)] fn f() { crate::client::start(); }",
        "impl Timer { #[cfg(test)] fn f() -> crate::Client {} }",
        "fn f() { #[cfg(test)] let a = crate::client::start(); }",
        "pub(in crate::client) fn f() {}",
        "/// See [`crate::Client`].\nfn f() {}",
        "fn f() { quote!(crate::client::Client); vec![quote! { crate::Client }]; }",
        "use ::client::Client;",
        "use client::Client;",
    ];
    for line in lines {
        assert_eq!(problems_with("transport/timer.rs", line)?, "", "{line}");
    }
    Ok(())
}
