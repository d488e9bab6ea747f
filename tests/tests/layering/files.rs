//! Cycles between the files of a folder.

use std::collections::BTreeSet;

use crate::graph::Graph;
use crate::imports::{Import, Place, steps};
use crate::tree::{FileId, ModuleId, REASON, Tree};

/// The cycles in which no file gives a reason, and the reasons in files that are not in a cycle.
pub fn problems(tree: &Tree, imports: &[Import]) -> Vec<String> {
    let mut graph = Graph::new();
    for Import { module, reach, place } in imports {
        for end in &reach.ends {
            add_edge(tree, &mut graph, *module, *end, place);
        }
    }
    let unused = unused_reasons(tree, &graph.components());
    // A reason covers only the cycles through its file.
    graph.retain(|file| tree.files[*file].reason.is_none());
    let components = graph.components();
    components.iter().map(|component| cycle(tree, &graph, component)).chain(unused).collect()
}

fn add_edge(tree: &Tree, graph: &mut Graph<FileId, Place>, from: ModuleId, to: ModuleId, place: &Place) {
    let (from, to) = (tree.modules[from].file, tree.modules[to].file);
    let path = |file: FileId| &tree.modules[tree.files[file].module].path;
    let (source, target) = (path(from), path(to));
    // Imports between a module and its descendants are not checked, nor are imports from `lib.rs`.
    let is_nested = source.starts_with(target) || target.starts_with(source);
    if !is_nested && source.first() == target.first() {
        graph.add(from, to, place.clone());
    }
}

fn cycle(tree: &Tree, graph: &Graph<FileId, Place>, component: &BTreeSet<FileId>) -> String {
    let path = |file: &FileId| tree.files[*file].path.clone();
    let cycle = graph.shortest_cycle(component);
    let folder = component.first().map_or("lib.rs", |file| tree.top(tree.files[*file].module));
    let steps = steps(tree, graph, &cycle, path);
    let others: Vec<String> = component.iter().filter(|file| !cycle.contains(file)).map(path).collect();
    let others = match others.as_slice() {
        [] => String::new(),
        others => format!("\n    in longer cycles with these files: {}", others.join(", ")),
    };
    format!(
        "cycle between files of `{folder}`, without a line `{REASON} …` that gives the reason{steps}{others}"
    )
}

/// The reasons in files that are not in a cycle.
fn unused_reasons(tree: &Tree, components: &[BTreeSet<FileId>]) -> Vec<String> {
    let is_in_cycle = |file: FileId| components.iter().any(|component| component.contains(&file));
    let files = tree.files.iter().enumerate().filter(|(id, _)| !is_in_cycle(*id));
    let lines = files.filter_map(|(id, file)| Some((tree.path(id), file.reason?)));
    let problem =
        |(path, line)| format!("{path}:{line}: gives a reason for a cycle, but the file is not in one");
    lines.map(problem).collect()
}
