//! Cycles in a graph.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// A directed graph with one label per edge.
pub struct Graph<N, L> {
    edges: BTreeMap<N, BTreeMap<N, L>>,
}

impl<N: Clone + Ord, L> Graph<N, L> {
    pub fn new() -> Self {
        Self { edges: BTreeMap::new() }
    }

    /// Adds an edge. An existing edge keeps its label.
    pub fn add(&mut self, from: N, to: N, label: L) {
        self.edges.entry(from).or_default().entry(to).or_insert(label);
    }

    /// Keeps only the nodes for which `keep` returns `true`.
    pub fn retain(&mut self, keep: impl Fn(&N) -> bool) {
        self.edges.retain(|node, _| keep(node));
        self.edges.values_mut().for_each(|targets| targets.retain(|node, _| keep(node)));
    }

    pub fn label(&self, from: &N, to: &N) -> Option<&L> {
        self.edges.get(from)?.get(to)
    }

    /// The strongly connected components of at least two nodes.
    pub fn components(&self) -> Vec<BTreeSet<N>> {
        let reached: BTreeMap<&N, BTreeSet<&N>> =
            self.edges.keys().map(|node| (node, self.reached(node))).collect();
        let leads = |from: &N, to: &N| reached.get(from).is_some_and(|nodes| nodes.contains(to));
        let mut components: Vec<BTreeSet<N>> = Vec::new();
        for (node, nodes) in &reached {
            if !components.iter().any(|component| component.contains(node)) {
                let component = nodes.iter().filter(|other| leads(other, node));
                let component: BTreeSet<N> = component.map(|other| N::clone(other)).collect();
                components.extend((component.len() > 1).then_some(component));
            }
        }
        components
    }

    /// The nodes that can be reached from a node by one or more edges.
    fn reached(&self, node: &N) -> BTreeSet<&N> {
        let mut reached = BTreeSet::new();
        let mut open: Vec<&N> = self.targets(node).collect();
        while let Some(next) = open.pop() {
            if reached.insert(next) {
                open.extend(self.targets(next));
            }
        }
        reached
    }

    fn targets(&self, node: &N) -> impl Iterator<Item = &N> {
        self.edges.get(node).into_iter().flat_map(BTreeMap::keys)
    }

    /// A shortest cycle through nodes of a component; the first node is not repeated at the end.
    pub fn shortest_cycle(&self, component: &BTreeSet<N>) -> Vec<N> {
        let cycles = component.iter().filter_map(|node| self.cycle_through(node));
        cycles.min_by_key(Vec::len).unwrap_or_default()
    }

    fn cycle_through(&self, start: &N) -> Option<Vec<N>> {
        let mut before: BTreeMap<&N, &N> = BTreeMap::new();
        let mut open = VecDeque::from([start]);
        while let Some(node) = open.pop_front() {
            for next in self.targets(node) {
                if next == start {
                    let steps = std::iter::successors(Some(node), |node| before.get(*node).copied());
                    let mut cycle: Vec<N> = steps.cloned().collect();
                    cycle.reverse();
                    return Some(cycle);
                }
                if !before.contains_key(next) {
                    before.insert(next, node);
                    open.push_back(next);
                }
            }
        }
        None
    }
}

#[test]
fn components_and_cycles_are_found() {
    let mut graph = Graph::new();
    for (from, to) in [(1, 2), (2, 3), (3, 1), (3, 2), (3, 4), (5, 1)] {
        graph.add(from, to, ());
    }
    let component = BTreeSet::from([1, 2, 3]);
    assert_eq!(graph.components(), std::slice::from_ref(&component));
    assert_eq!(graph.shortest_cycle(&component), [2, 3]);
    graph.retain(|node| *node != 3);
    assert_eq!(graph.components(), []);
}
