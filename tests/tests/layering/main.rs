//! The top-level modules of a crate are layers: each one imports only from those that `tests/layers.txt` lists before
//! it. The files of a module do not import each other in a cycle, unless a line in one of them gives the reason:
//!
//! ```text
//! // Cycle: a schema contains schemas, so reading one calls reading the other.
//! ```
//!
//! The tests check paths: those in `use` and in code, and those in the tokens of macros. A path through re-exports
//! counts as an import from the module that defines the item. Code that is only compiled for tests is ignored, and so
//! are doc comments, attributes, visibilities, and the tokens in `quote!`, which belong to another crate. Method calls
//! are not checked, because they contain no path.

mod files;
mod folders;
mod graph;
mod imports;
mod order;
mod resolve;
mod sample_crate;
mod test_only;
mod tokens;
mod tree;
mod written;

use tests::{Outcome, disk, none_of};

use self::order::Order;
use self::tree::Tree;

#[test]
fn imports_of_runtime_follow_the_order() -> Outcome {
    imports_follow_the_order("runtime/src")
}

#[test]
fn imports_of_codegen_follow_the_order() -> Outcome {
    imports_follow_the_order("codegen/src")
}

#[test]
fn imports_of_transcribe_follow_the_order() -> Outcome {
    imports_follow_the_order("transcribe/src")
}

#[test]
fn imports_of_cli_follow_the_order() -> Outcome {
    imports_follow_the_order("cli/src")
}

#[test]
fn file_cycles_of_runtime_have_reasons() -> Outcome {
    file_cycles_have_reasons("runtime/src")
}

#[test]
fn file_cycles_of_codegen_have_reasons() -> Outcome {
    file_cycles_have_reasons("codegen/src")
}

#[test]
fn file_cycles_of_transcribe_have_reasons() -> Outcome {
    file_cycles_have_reasons("transcribe/src")
}

#[test]
fn file_cycles_of_cli_have_reasons() -> Outcome {
    file_cycles_have_reasons("cli/src")
}

fn imports_follow_the_order(folder: &str) -> Outcome {
    let order = Order::read(&disk::read(&disk::workspace().join(order::FILE))?, folder)?;
    let tree = read(folder)?;
    let heading = format!("the imports of {folder} do not follow the order of {}", order::FILE);
    let help = "move the item to a lower module, or the code that imports it to a higher one; add new modules to the list";
    none_of(&folders::problems(&tree, &order, &imports::of(&tree)), &heading, help)
}

fn file_cycles_have_reasons(folder: &str) -> Outcome {
    let tree = read(folder)?;
    let help = format!("move the shared code to a third file, or give the reason: `{} …`", tree::REASON);
    none_of(&files::problems(&tree, &imports::of(&tree)), &format!("cycles in {folder}"), &help)
}

fn read(folder: &str) -> Outcome<Tree> {
    let tree = Tree::of_workspace(folder)?;
    assert!(tree.files.len() > 10, "only {} files of {folder} were found", tree.files.len());
    Ok(tree)
}
