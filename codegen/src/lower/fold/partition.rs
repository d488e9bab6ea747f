//! The coarsest partition of a graph in which the nodes of a class have edges to the same classes,
//! position by position: nodes that unfold to the same, possibly infinite, tree.
//!
//! This is Hopcroft's partition refinement for nodes with numbered edges. It starts with an initial
//! partition and splits each class in which the edges of two nodes lead to different classes. The
//! largest part of a split class keeps its number, so a node changes its number only if its class
//! has shrunk by half, and only then are the edges to it examined again. It terminates because
//! classes are never merged. With `n` nodes and `e` edges it takes `O(e log n)` steps, plus sorting
//! them, and `O(n + e)` memory.

/// A partition of nodes into classes.
pub(super) struct Partition {
    /// The class of each node.
    class_of: Vec<usize>,
    /// The nodes, grouped by class.
    order: Vec<usize>,
    /// The index of each node in `order`.
    position: Vec<usize>,
    /// The range of each class in `order`.
    ranges: Vec<(usize, usize)>,
    /// The edges to each node, as the source node and the position of the edge there.
    incoming: Vec<Vec<(usize, usize)>>,
    /// Edges whose target class is new or has changed.
    pending: Vec<Change>,
}

/// An edge whose target class has changed. The field order sorts the changes of a class together.
#[derive(Clone, Copy, Eq, Ord, PartialEq, PartialOrd)]
struct Change {
    /// The class of the source node.
    class: usize,
    node: usize,
    /// The position of the edge at the source node.
    edge: usize,
    /// The new target class.
    to: usize,
}

impl Partition {
    /// Creates a partition from initial classes, numbered from zero without gaps, and edges.
    pub fn new(class_of: Vec<usize>, edges: &[Vec<usize>]) -> Self {
        let mut order: Vec<usize> = (0..class_of.len()).collect();
        order.sort_by_key(|node| class_of[*node]);
        let mut position = vec![0; order.len()];
        let mut ranges: Vec<(usize, usize)> = Vec::new();
        for (index, node) in order.iter().enumerate() {
            position[*node] = index;
            match ranges.get_mut(class_of[*node]) {
                Some((_, end)) => *end = index + 1,
                None => ranges.push((index, index + 1)),
            }
        }
        let mut incoming = vec![Vec::new(); order.len()];
        let mut pending = Vec::new();
        for (node, targets) in edges.iter().enumerate() {
            for (edge, target) in targets.iter().enumerate() {
                incoming[*target].push((node, edge));
                pending.push(Change { class: class_of[node], node, edge, to: class_of[*target] });
            }
        }
        Self { class_of, order, position, ranges, incoming, pending }
    }

    /// Returns the nodes of each class that has more than one, in ascending order.
    pub fn shared(&self) -> Vec<Vec<usize>> {
        let shared = self.ranges.iter().filter(|(start, end)| end - start > 1);
        let nodes = shared.map(|(start, end)| {
            let mut nodes = self.order[*start..*end].to_vec();
            nodes.sort_unstable();
            nodes
        });
        nodes.collect()
    }

    /// Splits classes until the edges of all nodes of a class lead to the same classes.
    pub fn refine(&mut self) {
        while !self.pending.is_empty() {
            let mut changes = std::mem::take(&mut self.pending);
            changes.sort_unstable();
            let mut moved = Vec::new();
            for of_class in changes.chunk_by(|one, other| one.class == other.class) {
                let parts = parts(of_class);
                moved.extend(self.split(of_class[0].class, &parts));
            }
            self.follow(&moved);
        }
    }

    /// Moves each of `nodes`, which are all in the same class, into a class of its own.
    pub fn separate(&mut self, nodes: &[usize]) {
        let Some(first) = nodes.first() else { return };
        let parts: Vec<Vec<usize>> = nodes.iter().map(|node| vec![*node]).collect();
        let moved = self.split(self.class_of[*first], &parts);
        self.follow(&moved);
    }

    /// Splits a class into `parts` and the remaining nodes. Returns the nodes whose class number has
    /// changed.
    fn split(&mut self, class: usize, parts: &[Vec<usize>]) -> Vec<usize> {
        let (start, end) = self.ranges[class];
        let mut ranges = Vec::new();
        let mut next = start;
        for part in parts {
            let from = next;
            for node in part {
                self.swap(self.position[*node], next);
                next += 1;
            }
            ranges.push((from, next));
        }
        ranges.extend((next < end).then_some((next, end)));
        let largest = (0..ranges.len()).rev().max_by_key(|index| ranges[*index].1 - ranges[*index].0);
        let mut moved = Vec::new();
        for (index, range) in ranges.into_iter().enumerate() {
            if Some(index) == largest {
                self.ranges[class] = range;
                continue;
            }
            self.ranges.push(range);
            for node in &self.order[range.0..range.1] {
                self.class_of[*node] = self.ranges.len() - 1;
                moved.push(*node);
            }
        }
        moved
    }

    fn swap(&mut self, one: usize, other: usize) {
        self.order.swap(one, other);
        self.position[self.order[one]] = one;
        self.position[self.order[other]] = other;
    }

    /// Adds the edges to nodes whose class number has changed to `pending`.
    fn follow(&mut self, moved: &[usize]) {
        for target in moved {
            let to = self.class_of[*target];
            let edges = self.incoming[*target].iter();
            self.pending.extend(edges.map(|(node, edge)| Change {
                class: self.class_of[*node],
                node: *node,
                edge: *edge,
                to,
            }));
        }
    }
}

/// Groups the nodes of a class by the changes of their edges.
fn parts(changes: &[Change]) -> Vec<Vec<usize>> {
    let nodes = changes.chunk_by(|one, other| one.node == other.node);
    let mut nodes: Vec<(Vec<(usize, usize)>, usize)> = nodes
        .map(|of_node| (of_node.iter().map(|change| (change.edge, change.to)).collect(), of_node[0].node))
        .collect();
    nodes.sort_unstable();
    let equal = nodes.chunk_by(|(one, _), (other, _)| one == other);
    equal.map(|nodes| nodes.iter().map(|(_, node)| *node).collect()).collect()
}

#[cfg(test)]
mod tests {
    use super::Partition;

    fn refined(classes: &[usize], edges: &[&[usize]]) -> Vec<Vec<usize>> {
        let edges: Vec<Vec<usize>> = edges.iter().map(|targets| targets.to_vec()).collect();
        let mut partition = Partition::new(classes.to_vec(), &edges);
        partition.refine();
        let mut shared = partition.shared();
        shared.sort();
        shared
    }

    #[test]
    fn a_cycle_is_equal_to_the_same_cycle_unrolled() {
        let edges: &[&[usize]] = &[&[0], &[2], &[1]];
        assert_eq!(refined(&[0, 0, 0], edges), [vec![0, 1, 2]]);
    }

    #[test]
    fn a_difference_propagates_to_all_predecessors() {
        let edges: &[&[usize]] = &[&[1], &[2], &[], &[4], &[5], &[]];
        assert_eq!(refined(&[0, 0, 1, 0, 0, 1], edges), [vec![0, 3], vec![1, 4], vec![2, 5]]);
        assert_eq!(refined(&[0, 0, 1, 0, 0, 2], edges), [[0; 0]; 0]);
    }

    #[test]
    fn the_order_of_edges_matters() {
        let edges: &[&[usize]] = &[&[2, 3], &[3, 2], &[], &[]];
        assert_eq!(refined(&[0, 0, 1, 2], edges), [[0; 0]; 0]);
    }

    #[test]
    fn separating_nodes_separates_their_predecessors() {
        let mut partition =
            Partition::new(vec![0, 0, 0, 0, 1, 1], &[vec![0], vec![1], vec![0], vec![1], vec![0], vec![1]]);
        partition.refine();
        partition.separate(&[1]);
        partition.refine();
        assert_eq!(partition.shared(), [[0, 2]]);
    }

    /// A chain of equal nodes is split one node at a time, which must not visit the remaining nodes.
    #[test]
    fn a_long_chain_takes_linear_time() {
        let length = 200_000;
        let edges: Vec<Vec<usize>> =
            (0..length).map(|node| if node + 1 < length { vec![node + 1] } else { Vec::new() }).collect();
        let mut classes = vec![0; length];
        classes[length - 1] = 1;
        let mut partition = Partition::new(classes, &edges);
        partition.refine();
        assert_eq!(partition.ranges.len(), length);
    }
}
