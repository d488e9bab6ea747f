//! The coarsest partition of the nodes of a graph in which nodes of one class have edges to the same
//! classes, position by position: nodes that unfold to the same tree, which may be infinite.
//!
//! This is the partition refinement of Hopcroft, for nodes whose edges are numbered. It starts with
//! the classes that are given and divides each in which the edges of two nodes lead to different
//! classes. When a class is divided its largest part keeps the number, so a node gets a new number
//! only when its class has shrunk to half; only then are the edges to it looked at again. It ends
//! because a class is never put together again, and with `e` edges between `n` nodes it takes
//! `O(e log n)` steps, and the sorting of them, in `O(n + e)` memory.

/// Nodes by classes.
pub(super) struct Partition {
    /// The class of each node.
    class_of: Vec<usize>,
    /// The nodes, those of a class beside each other.
    order: Vec<usize>,
    /// Where each node stands in the order.
    position: Vec<usize>,
    /// Where each class starts and ends in the order.
    ranges: Vec<(usize, usize)>,
    /// The edges that lead to each node: the node that they start from, and which of its edges they are.
    incoming: Vec<Vec<(usize, usize)>>,
    /// The edges that have not led to a class yet, or to another one.
    pending: Vec<Change>,
}

/// An edge that leads to another class than before, ordered by what is divided together.
#[derive(Clone, Copy, Eq, Ord, PartialEq, PartialOrd)]
struct Change {
    /// The class of the node that the edge starts from.
    class: usize,
    node: usize,
    /// Which of the edges of the node it is.
    edge: usize,
    /// The class that it leads to now.
    to: usize,
}

impl Partition {
    /// Nodes with their first classes, which are numbered from zero without a gap, and their edges.
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

    /// The nodes of each class that has more than one, in their order.
    pub fn shared(&self) -> Vec<Vec<usize>> {
        let shared = self.ranges.iter().filter(|(start, end)| end - start > 1);
        let nodes = shared.map(|(start, end)| {
            let mut nodes = self.order[*start..*end].to_vec();
            nodes.sort_unstable();
            nodes
        });
        nodes.collect()
    }

    /// Divides classes until the edges of all nodes of a class lead to the same classes.
    pub fn refine(&mut self) {
        while !self.pending.is_empty() {
            let mut changes = std::mem::take(&mut self.pending);
            changes.sort_unstable();
            let mut moved = Vec::new();
            for of_class in changes.chunk_by(|one, other| one.class == other.class) {
                let parts = parts(of_class);
                moved.extend(self.divide(of_class[0].class, &parts));
            }
            self.follow(&moved);
        }
    }

    /// Takes each of `nodes`, all of one class, into a class of its own.
    pub fn separate(&mut self, nodes: &[usize]) {
        let Some(first) = nodes.first() else { return };
        let parts: Vec<Vec<usize>> = nodes.iter().map(|node| vec![*node]).collect();
        let moved = self.divide(self.class_of[*first], &parts);
        self.follow(&moved);
    }

    /// Divides a class into `parts` and what is in none of them. Gives the nodes whose class has
    /// another number now.
    fn divide(&mut self, class: usize, parts: &[Vec<usize>]) -> Vec<usize> {
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

    /// Notes the edges that lead to nodes whose class has another number now.
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

/// The nodes of a class whose edges have changed, those together whose edges have changed alike.
fn parts(changes: &[Change]) -> Vec<Vec<usize>> {
    let nodes = changes.chunk_by(|one, other| one.node == other.node);
    let mut nodes: Vec<(Vec<(usize, usize)>, usize)> = nodes
        .map(|of_node| (of_node.iter().map(|change| (change.edge, change.to)).collect(), of_node[0].node))
        .collect();
    nodes.sort_unstable();
    let alike = nodes.chunk_by(|(one, _), (other, _)| one == other);
    alike.map(|nodes| nodes.iter().map(|(_, node)| *node).collect()).collect()
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
    fn a_circle_is_equal_to_the_same_circle_walked_twice() {
        let edges: &[&[usize]] = &[&[0], &[2], &[1]];
        assert_eq!(refined(&[0, 0, 0], edges), [vec![0, 1, 2]]);
    }

    #[test]
    fn what_differs_far_in_differs_on_all_the_way_there() {
        let edges: &[&[usize]] = &[&[1], &[2], &[], &[4], &[5], &[]];
        assert_eq!(refined(&[0, 0, 1, 0, 0, 1], edges), [vec![0, 3], vec![1, 4], vec![2, 5]]);
        assert_eq!(refined(&[0, 0, 1, 0, 0, 2], edges), [[0; 0]; 0]);
    }

    #[test]
    fn the_order_of_edges_counts() {
        let edges: &[&[usize]] = &[&[2, 3], &[3, 2], &[], &[]];
        assert_eq!(refined(&[0, 0, 1, 2], edges), [[0; 0]; 0]);
    }

    #[test]
    fn what_is_separated_separates_what_leads_there() {
        let mut partition =
            Partition::new(vec![0, 0, 0, 0, 1, 1], &[vec![0], vec![1], vec![0], vec![1], vec![0], vec![1]]);
        partition.refine();
        partition.separate(&[1]);
        partition.refine();
        assert_eq!(partition.shared(), [[0, 2]]);
    }

    /// A chain of equal links is divided one link at a time; that must not look at the rest of it.
    #[test]
    fn a_long_chain_takes_no_longer_than_it_is_long() {
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
