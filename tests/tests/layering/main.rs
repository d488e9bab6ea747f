//! The top-level modules of a crate, its folders, are layers: each one imports only from those that
//! `tests/layers.txt` lists before it. Files in a folder do not import each other in a cycle, unless a line in one of
//! them gives the reason:
//!
//! ```text
//! // Cycle: a schema contains schemas, so reading one calls reading the other.
//! ```
//!
//! The tests read paths: those in `use` and in code, and those in the tokens of macros. A path that leads through
//! re-exports counts for the module that defines the item. What is compiled for tests only is left out, and so are
//! doc comments, attributes, visibilities, and the tokens in `quote!`, which are code of another crate. Methods are not
//! seen either, because calling one needs no path.

mod files;
mod folders;
mod graph;
mod imports;
mod made_up;
mod order;
mod resolve;
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
fn file_cycles_of_runtime_have_reasons() -> Outcome {
    file_cycles_have_reasons("runtime/src")
}

#[test]
fn file_cycles_of_codegen_have_reasons() -> Outcome {
    file_cycles_have_reasons("codegen/src")
}

fn imports_follow_the_order(folder: &str) -> Outcome {
    let order = Order::read(&disk::read(&disk::workspace().join(order::FILE))?, folder)?;
    let tree = read(folder)?;
    let heading = format!("the imports of {folder} do not follow the order of {}", order::FILE);
    let help = "move the item down or the code that imports it up; list a new module where it belongs";
    none_of(&folders::problems(&tree, &order, &imports::of(&tree)), &heading, help)
}

fn file_cycles_have_reasons(folder: &str) -> Outcome {
    let tree = read(folder)?;
    let help = format!("move what both need to a third file, or give the reason: `{} …`", tree::REASON);
    none_of(&files::problems(&tree, &imports::of(&tree)), &format!("cycles in {folder}"), &help)
}

fn read(folder: &str) -> Outcome<Tree> {
    let tree = Tree::of_workspace(folder)?;
    assert!(tree.files.len() > 50, "only {} files of {folder} were found", tree.files.len());
    Ok(tree)
}
