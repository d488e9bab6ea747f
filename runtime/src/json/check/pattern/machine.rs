//! Matches patterns in linear time: all possible matches are followed at once, character by character.

use std::ops::ControlFlow;

use regress::Regex;

use super::syntax::{Assertion, Class, Node, Syntax};

/// The length of a program, to which counted repetitions expand.
const MAX_LENGTH: usize = 1 << 18;

/// How many steps a check may take: this many, and [`STEPS_PER_CHARACTER`] more for each character.
const STEPS: usize = 1 << 22;
const STEPS_PER_CHARACTER: usize = 256;

/// A compiled pattern.
#[derive(Debug)]
pub(super) struct Machine {
    program: Vec<Step>,
    classes: Vec<Characters>,
    looks: Vec<LookProgram>,
}

#[derive(Debug)]
struct LookProgram {
    program: Vec<Step>,
    /// Lookaheads are matched from the end of the text to its start.
    behind: bool,
    negative: bool,
}

#[derive(Clone, Copy, Debug)]
enum Step {
    /// A character of a class.
    Class(usize),
    /// Continues at both positions.
    Split(usize, usize),
    Jump(usize),
    Assert(Assertion),
    Match,
}

/// The characters of a class.
#[derive(Debug)]
enum Characters {
    One(char),
    /// A bit for each ASCII character, and the class itself for the others.
    Several {
        ascii: u128,
        class: Regex,
    },
}

impl Machine {
    /// Compiles a pattern; `None` if it cannot be matched in linear time, or expands to too long a program. `flags` are
    /// the ones with which the pattern is valid.
    pub(super) fn new(pattern: &str, flags: &str) -> Option<Self> {
        let syntax = Syntax::parse(pattern, flags.contains('u'))?;
        let looks = syntax.looks.iter().map(|look| {
            let program = compile(&look.node, !look.behind)?;
            Some(LookProgram { program, behind: look.behind, negative: look.negative })
        });
        Some(Self {
            program: compile(&syntax.root, false)?,
            looks: looks.collect::<Option<_>>()?,
            classes: syntax
                .classes
                .iter()
                .map(|class| Characters::new(class, flags))
                .collect::<Option<_>>()?,
        })
    }

    /// Returns whether the text contains a match; `None` if this would take too many steps.
    pub(super) fn is_match(&self, text: &str) -> Option<bool> {
        self.search(text).map(|(found, _)| found)
    }

    /// Returns whether the text contains a match, and how many steps this took.
    pub(super) fn search(&self, text: &str) -> Option<(bool, usize)> {
        let text: Vec<char> = text.chars().collect();
        let allowed = STEPS.saturating_add(text.len().saturating_mul(STEPS_PER_CHARACTER));
        let mut run = Run { machine: self, looks: Vec::new(), steps: allowed, text: &text };
        for look in &self.looks {
            // For each position, whether it satisfies the condition.
            let mut satisfied = vec![look.negative; text.len() + 1];
            run.run(&look.program, !look.behind, &mut |position| {
                satisfied[position] = !look.negative;
                ControlFlow::Continue(())
            })?;
            run.looks.push(satisfied);
        }
        let mut found = false;
        run.run(&self.program, false, &mut |_| {
            found = true;
            ControlFlow::Break(())
        })?;
        Some((found, allowed - run.steps))
    }
}

fn compile(node: &Node, backward: bool) -> Option<Vec<Step>> {
    let mut program = Vec::new();
    add(node, backward, &mut program)?;
    program.push(Step::Match);
    Some(program)
}

/// Adds the steps for a node; `None` if the program becomes too long.
fn add(node: &Node, backward: bool, program: &mut Vec<Step>) -> Option<()> {
    match node {
        Node::Class(class) => program.push(Step::Class(*class)),
        Node::Assert(assertion) => program.push(Step::Assert(*assertion)),
        Node::Sequence(nodes) if backward => {
            nodes.iter().rev().try_for_each(|node| add(node, backward, program))?;
        }
        Node::Sequence(nodes) => nodes.iter().try_for_each(|node| add(node, backward, program))?,
        Node::Alternatives(nodes) => add_alternatives(nodes, backward, program)?,
        Node::Repeat { node, min, max } => add_repeat(node, (*min, *max), backward, program)?,
    }
    (program.len() <= MAX_LENGTH).then_some(())
}

fn add_alternatives(nodes: &[Node], backward: bool, program: &mut Vec<Step>) -> Option<()> {
    let mut ends = Vec::new();
    for (index, node) in nodes.iter().enumerate() {
        if index + 1 == nodes.len() {
            add(node, backward, program)?;
            continue;
        }
        let split = program.len();
        program.push(Step::Split(split + 1, 0));
        add(node, backward, program)?;
        ends.push(program.len());
        program.push(Step::Jump(0));
        program[split] = Step::Split(split + 1, program.len());
    }
    let end = program.len();
    for jump in ends {
        program[jump] = Step::Jump(end);
    }
    Some(())
}

fn add_repeat(
    node: &Node,
    (min, max): (usize, Option<usize>),
    backward: bool,
    program: &mut Vec<Step>,
) -> Option<()> {
    for _ in 0..min {
        let before = program.len();
        add(node, backward, program)?;
        if program.len() == before {
            break;
        }
    }
    let optional = max.map_or(1, |max| max.saturating_sub(min));
    let mut splits = Vec::new();
    for _ in 0..optional {
        splits.push(program.len());
        program.push(Step::Jump(0));
        add(node, backward, program)?;
        if max.is_none() {
            program.push(Step::Jump(splits[0]));
        }
    }
    let end = program.len();
    for split in splits {
        program[split] = Step::Split(split + 1, end);
    }
    (end <= MAX_LENGTH).then_some(())
}

impl Characters {
    fn new(class: &Class, flags: &str) -> Option<Self> {
        let text = match class {
            Class::Literal(character) => return Some(Self::One(*character)),
            Class::Text(text) => text,
        };
        let class = Regex::with_flags(&format!("^(?:{text})$"), flags).ok()?;
        let is_in_class = |byte: &u8| class.find(char::from(*byte).encode_utf8(&mut [0; 4])).is_some();
        let ascii = (0..128).filter(is_in_class).fold(0, |bits, byte| bits | 1 << byte);
        Some(Self::Several { ascii, class })
    }

    fn contains(&self, character: char) -> bool {
        match self {
            Self::One(own) => *own == character,
            Self::Several { ascii, .. } if character.is_ascii() => ascii >> u32::from(character) & 1 == 1,
            Self::Several { class, .. } => class.find(character.encode_utf8(&mut [0; 4])).is_some(),
        }
    }
}

/// The state of a check.
struct Run<'a> {
    machine: &'a Machine,
    text: &'a [char],
    /// For each lookahead and lookbehind so far, the positions that satisfy it.
    looks: Vec<Vec<bool>>,
    /// How many steps remain.
    steps: usize,
}

/// The steps that are reached at a position. They are numbered per position, so that they need not be cleared.
struct Reached {
    classes: Vec<usize>,
    stack: Vec<usize>,
    seen: Vec<usize>,
}

impl Run<'_> {
    /// Runs a program from every position of the text, forward or backward, and reports the positions at which a match
    /// ends. Returns `None` if there are too many steps.
    fn run(
        &mut self,
        program: &[Step],
        backward: bool,
        report: &mut impl FnMut(usize) -> ControlFlow<()>,
    ) -> Option<()> {
        let mut reached = Reached { classes: Vec::new(), stack: Vec::new(), seen: vec![0; program.len()] };
        let mut matches = vec![(0, false); self.machine.classes.len()];
        for index in 0..=self.text.len() {
            let position = if backward { self.text.len() - index } else { index };
            reached.stack.push(0);
            if self.close(program, position, index + 1, &mut reached)? && report(position).is_break() {
                return Some(());
            }
            let next = if backward { position.checked_sub(1) } else { Some(position) };
            let Some(character) = next.and_then(|next| self.text.get(next)) else { continue };
            for class_at in std::mem::take(&mut reached.classes) {
                let Step::Class(class) = program[class_at] else { continue };
                if matches[class].0 != index + 1 {
                    matches[class] = (index + 1, self.machine.classes[class].contains(*character));
                }
                if matches[class].1 {
                    reached.stack.push(class_at + 1);
                }
            }
        }
        Some(())
    }

    /// Follows all steps on the stack up to the next character, and returns whether a match ends here.
    fn close(
        &mut self,
        program: &[Step],
        position: usize,
        number: usize,
        reached: &mut Reached,
    ) -> Option<bool> {
        let mut is_match = false;
        while let Some(at) = reached.stack.pop() {
            if std::mem::replace(&mut reached.seen[at], number) == number {
                continue;
            }
            self.steps = self.steps.checked_sub(1)?;
            match program[at] {
                Step::Class(_) => reached.classes.push(at),
                Step::Split(one, other) => reached.stack.extend([other, one]),
                Step::Jump(target) => reached.stack.push(target),
                Step::Assert(assertion) if self.holds(assertion, position) => reached.stack.push(at + 1),
                Step::Assert(_) => {}
                Step::Match => is_match = true,
            }
        }
        Some(is_match)
    }

    fn holds(&self, assertion: Assertion, position: usize) -> bool {
        let is_word = |at: Option<usize>| {
            let character = at.and_then(|at| self.text.get(at));
            character.is_some_and(|character| character.is_ascii_alphanumeric() || *character == '_')
        };
        let is_boundary = || is_word(position.checked_sub(1)) != is_word(Some(position));
        match assertion {
            Assertion::Start => position == 0,
            Assertion::End => position == self.text.len(),
            Assertion::WordBoundary => is_boundary(),
            Assertion::NoWordBoundary => !is_boundary(),
            Assertion::Look(index) => self.looks[index][position],
        }
    }
}
