//! The imports of a crate: each path with its place and the modules that it resolves to.

use crate::graph::Graph;
use crate::resolve::{self, Reach};
use crate::tree::{FileId, ModuleId, Tree};
use crate::written::Form;

/// A path and the modules that it resolves to.
pub struct Import {
    pub module: ModuleId,
    pub reach: Reach,
    pub place: Place,
}

/// Where a path is written.
#[derive(Clone)]
pub struct Place {
    pub file: FileId,
    pub line: usize,
    /// The path as it is written.
    pub path: String,
}

/// All imports of a crate.
pub fn of(tree: &Tree) -> Vec<Import> {
    let modules = tree.modules.iter().enumerate();
    let written = modules.flat_map(|(id, module)| module.written.iter().map(move |written| (id, written)));
    let imports = written.map(|(module, written)| {
        let glob = if written.form == Form::Glob { "::*" } else { "" };
        let path = format!("{}{glob}", written.segments.join("::"));
        let place = Place { file: tree.modules[module].file, line: written.line, path };
        Import { module, reach: resolve::reach(tree, module, written), place }
    });
    imports.collect()
}

impl Place {
    /// The file, line and path, for the start of a message.
    pub fn show(&self, tree: &Tree) -> String {
        format!("{}:{}: `{}`", tree.path(self.file), self.line, self.path)
    }
}

/// A line for each step of a cycle.
pub fn steps<N: Clone + Ord>(
    tree: &Tree,
    graph: &Graph<N, Place>,
    cycle: &[N],
    name: impl Fn(&N) -> String,
) -> String {
    let targets = cycle.iter().skip(1).chain(cycle.first());
    let steps = cycle.iter().zip(targets).filter_map(|(from, to)| {
        let place = graph.label(from, to)?;
        Some(format!("\n    {} imports from {}", place.show(tree), name(to)))
    });
    steps.collect()
}
