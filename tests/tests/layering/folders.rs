//! The order of the top-level modules, each of them a folder or a single file.

use std::collections::BTreeSet;

use crate::graph::Graph;
use crate::imports::{Import, Place, steps};
use crate::order::{FILE, Order};
use crate::tree::{FileId, ROOT, Tree};

/// The imports that break the order, the cycles, and the differences between the order and the crate.
pub fn problems(tree: &Tree, order: &Order, imports: &[Import]) -> Vec<String> {
    let mut folders = Folders { tree, order, problems: BTreeSet::new(), graph: Graph::new() };
    for import in imports {
        folders.add(import);
    }
    let mut problems = unlisted(tree, order);
    problems.extend(folders.problems.iter().map(|(_, _, problem)| problem.clone()));
    problems.extend(folders.graph.components().iter().map(|component| folders.cycle(component)));
    problems
}

/// The differences between the list and the top-level modules.
fn unlisted(tree: &Tree, order: &Order) -> Vec<String> {
    let modules = &tree.modules[ROOT].children;
    let unlisted = modules.keys().filter(|name| order.level(name).is_none());
    let unlisted = unlisted.map(|name| format!("{}/lib.rs: `{name}` is not listed in {FILE}", tree.folder));
    let missing = order.names().filter(|name| !modules.contains_key(*name));
    let missing = missing.map(|name| format!("{FILE}: {} has no module `{name}`", tree.folder));
    unlisted.chain(missing).collect()
}

struct Folders<'a> {
    tree: &'a Tree,
    order: &'a Order,
    /// Sorted by file and line.
    problems: BTreeSet<(FileId, usize, String)>,
    /// The imports between levels.
    graph: Graph<String, Place>,
}

impl Folders<'_> {
    fn add(&mut self, import: &Import) {
        let Import { module, reach, place } = import;
        if reach.is_missing {
            self.report(place, "is neither defined nor re-exported by lib.rs");
        }
        let targets = reach.named.iter().chain(&reach.ends).map(|id| self.tree.top(*id));
        for target in targets.collect::<BTreeSet<&str>>() {
            self.add_edge(self.tree.top(*module), target, place);
        }
    }

    fn add_edge(&mut self, from: &str, to: &str, place: &Place) {
        let (Some(low), Some(high)) = (self.order.level(from), self.order.level(to)) else { return };
        if high > low {
            self.report(place, &format!("imports from `{to}`, which is above `{from}`"));
        }
        // Within a level, cycles are allowed. `lib.rs` re-exports everything, so it would be part of all cycles.
        if high != low && from != "lib.rs" && to != "lib.rs" {
            self.graph.add(from.to_owned(), to.to_owned(), place.clone());
        }
    }

    fn report(&mut self, place: &Place, problem: &str) {
        let problem = format!("{} {problem}", place.show(self.tree));
        self.problems.insert((place.file, place.line, problem));
    }

    fn cycle(&self, component: &BTreeSet<String>) -> String {
        let cycle = self.graph.shortest_cycle(component);
        let names: Vec<String> = cycle.iter().chain(cycle.first()).map(|name| format!("`{name}`")).collect();
        let steps = steps(self.tree, &self.graph, &cycle, |name| format!("`{name}`"));
        format!("cycle between folders: {}{steps}", names.join(" -> "))
    }
}
