//! The words that the places of a type in the document offer for its name.

use std::cmp::Ordering;

use super::case::{Case, Words};
use super::reserved::{RESERVED_TYPES, WEAK_WORDS};
use super::splitter::WordSplitter;
use super::subject::Subject;
use super::verbs::Verb;
use crate::ir::{Origin, Step};

/// The words of one step.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Segment {
    pub words: Words,
    /// Whether it is not a name on its own: an option, an index, or a word that says little.
    pub is_partial: bool,
    /// Whether it adds so little to the words around it that it is left out as long as names differ.
    pub is_weak: bool,
    kind: Kind,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Kind {
    Property,
    Option,
    Other,
}

impl Segment {
    /// A name on its own.
    pub fn strong(words: Words) -> Self {
        Self { words, is_partial: false, is_weak: false, kind: Kind::Other }
    }

    fn partial(words: Words) -> Self {
        Self { words, is_partial: true, is_weak: false, kind: Kind::Other }
    }

    fn option(words: Words) -> Self {
        Self { kind: Kind::Option, ..Self::partial(words) }
    }

    fn of_property(words: Words) -> Self {
        let is_weak = is_weak(&words);
        Self { words, is_partial: is_weak, is_weak, kind: Kind::Property }
    }
}

/// Returns whether words are too general for the name of a nested type.
fn is_weak(words: &Words) -> bool {
    let mut all = words.iter();
    let only = all.next().filter(|_| all.next().is_none());
    is_reserved(words) || only.is_some_and(|only| WEAK_WORDS.contains(&only))
}

/// Returns whether words are no name for a type at all: none, a letter, or the name of another type.
pub(super) fn is_reserved(words: &Words) -> bool {
    let mut all = words.iter();
    match (all.next(), all.next()) {
        (Some(only), None) => {
            only.chars().count() == 1 || RESERVED_TYPES.contains(&words.write(Case::Pascal).as_str())
        }
        (None, _) => true,
        (Some(_), Some(_)) => false,
    }
}

/// What a type is derived from.
#[derive(Clone, Debug)]
pub(super) enum Root {
    /// A component or a title.
    Named(Words),
    /// The use of a schema by an operation.
    Operation(Subject, Step),
}

/// What equally good places of a type have in common.
#[derive(Clone, Debug, Default)]
pub(super) struct Shared {
    /// The last words of their components or resources.
    pub common: Option<Words>,
    /// The name of the body of a request, if a response is equal to it.
    pub body: Option<Words>,
    /// Whether they belong to different ones, which have no word in common.
    pub is_mixed: bool,
    /// Whether several operations return the type.
    pub is_returned: bool,
}

/// A place of a type.
#[derive(Clone, Debug)]
pub(super) struct Place<'a> {
    origin: &'a Origin,
    pub(super) root: Root,
    /// Steps from an operation that belong to the root: status, content type and elements.
    pub(super) details: Vec<&'a Step>,
    /// Steps below the root.
    pub segments: Vec<Segment>,
}

impl<'a> Place<'a> {
    /// `route` returns the method and the path of an operation.
    pub fn new(
        origin: &'a Origin,
        route: &dyn Fn(&str) -> Option<(&'a str, &'a str)>,
        splitter: &WordSplitter<'_>,
    ) -> Self {
        let mut place = if let Some(within) = &origin.within {
            let mut place = Self::new(within, route, splitter);
            let words = splitter.split(&origin.name);
            if let Some(last) = place.segments.last_mut() {
                last.is_weak |= last.words == words;
            }
            place.segments.push(Segment::strong(words));
            Self { origin, ..place }
        } else {
            let role = origin.path.first().filter(|step| step.is_role());
            let root = match role {
                Some(role) => {
                    let subject = Subject::new(&origin.name, route(&origin.name), splitter);
                    Root::Operation(subject, role.clone())
                }
                None => Root::Named(splitter.split(&origin.name)),
            };
            Self { origin, root, details: Vec::new(), segments: Vec::new() }
        };
        for step in &origin.path {
            place.step(step, splitter);
        }
        place
    }

    fn step(&mut self, step: &'a Step, splitter: &WordSplitter<'_>) {
        let segment = match step {
            Step::Body | Step::Response | Step::Page | Step::Error | Step::Event | Step::Referenced => return,
            Step::Status(_) | Step::ContentType(_) => {
                self.details.push(step);
                return;
            }
            Step::Item | Step::Value => return self.element(step),
            Step::Parameter(key) | Step::Property(key) => {
                let words = splitter.split(key);
                // The option is labeled after this property.
                let segment = Segment::of_property(words);
                if let Some(last) = self.segments.last_mut().filter(|last| last.kind == Kind::Option) {
                    last.is_weak |= last.words == segment.words && !segment.is_partial;
                }
                segment
            }
            Step::Position(index) => Segment::partial(splitter.split(&format!("item {}", index + 1))),
            Step::Option(label) => Segment::option(splitter.split(label)),
        };
        self.segments.push(segment);
    }

    /// Adds the step to an element: the singular of the list, or another word if it has none.
    fn element(&mut self, step: &'a Step) {
        let word = if *step == Step::Item { "item" } else { "value" };
        match self.segments.last_mut() {
            Some(last) if last.kind == Kind::Property => {
                let singular = last.words.singular();
                if singular == last.words {
                    last.words = singular.join(&Words::split(word));
                } else {
                    *last = Segment::of_property(singular);
                }
            }
            Some(_) => {
                let words = Words::split(word);
                self.segments.push(Segment { is_weak: true, ..Segment::partial(words) });
            }
            None if matches!(self.root, Root::Operation(..)) => self.details.push(step),
            None => self.segments.push(Segment::partial(Words::split(word))),
        }
    }

    /// Returns whether it is the body, the response or the like of an operation itself, or an element of it.
    pub fn is_direct(&self) -> bool {
        self.segments.is_empty() && matches!(self.root, Root::Operation(..))
    }

    pub fn origin(&self) -> &'a Origin {
        self.origin
    }

    fn is_titled(&self) -> bool {
        self.origin.within.is_some() && self.origin.path.is_empty()
    }

    fn verb(&self) -> Verb {
        match &self.root {
            Root::Named(_) => Verb::Read,
            Root::Operation(subject, _) => subject.verb,
        }
    }

    /// The verb, which is the same whether one or several resources are returned.
    fn act(&self) -> Verb {
        if self.verb() == Verb::List { Verb::Read } else { self.verb() }
    }

    fn role(&self) -> u8 {
        match &self.root {
            Root::Named(_) => 0,
            Root::Operation(_, Step::Response) => 1,
            Root::Operation(_, Step::Body) => 2,
            Root::Operation(_, Step::Event | Step::Page) => 3,
            Root::Operation(_, Step::Parameter(_)) => 4,
            Root::Operation(..) => 5,
        }
    }

    pub(super) fn is_element(&self) -> bool {
        self.details.iter().any(|step| matches!(step, Step::Item | Step::Value))
    }

    /// The precedence of a type that is named after an operation: get, create, put, patch, list, others.
    pub fn rank(&self, is_common: bool) -> u8 {
        let verb = match self.verb() {
            verb if verb < Verb::List && self.is_element() => 2 * Verb::List as u8 - 1,
            verb => 2 * verb as u8,
        };
        let is_response =
            self.role() == 1 && self.details.iter().all(|step| !matches!(step, Step::Status(_)));
        // What several operations have in common yields to the name of a single one.
        2 * if is_response { verb } else { u8::MAX / 2 - 1 } + u8::from(is_common)
    }

    /// Returns the operation and the steps to its body, response or the like, if that is where the place is.
    pub fn direct_origin(&self) -> Option<(&'a str, &'a [Step])> {
        let mut origin = self.origin;
        while let Some(within) = &origin.within {
            origin = within;
        }
        let is_operation = matches!(self.root, Root::Operation(..));
        let steps = origin.path.get(..=self.details.len()).filter(|_| is_operation)?;
        Some((&origin.name, steps))
    }

    /// Compares places, the best one first: with a title, with the shortest path, in a component, in a response, in a
    /// body; of get, create, put, patch and list.
    pub fn compare(&self, other: &Self) -> Ordering {
        let key = |place: &Self| (!place.is_titled(), place.segments.len(), place.role(), place.verb());
        key(self).cmp(&key(other)).then_with(|| {
            let length = |place: &Self| place.root_words().iter().count();
            length(self).cmp(&length(other)).then_with(|| self.origin.compare(other.origin))
        })
    }

    /// Returns whether another place is as good, so that the type is named after what both have in common.
    pub fn is_peer(&self, other: &Self) -> bool {
        let verb = |place: &Self| match &place.root {
            Root::Named(_) => Words::default(),
            Root::Operation(subject, _) => subject.verb_words().clone(),
        };
        self.role() == other.role()
            && (self.role() == 5 || self.act() == other.act())
            && self.segments == other.segments
            && (self.role() == 5
                || (self.role() != 2 && self.verb() < Verb::Delete)
                || verb(self) == verb(other))
    }

    fn root_words(&self) -> Words {
        match &self.root {
            Root::Named(words) => words.clone(),
            Root::Operation(subject, _) => subject.nouns().pop().unwrap_or_else(|| subject.id.clone()),
        }
    }

    /// Returns what a type at this place has in common with equally good places.
    pub fn shared(&self, all: &[Self]) -> Shared {
        let roots = all.iter().filter(|other| self.is_peer(other)).map(Self::root_words);
        let roots: Vec<Words> = roots.collect();
        let own = self.root_words();
        let is_mixed = roots.iter().any(|root| root.singular() != own.singular());
        let common = if self.role() == 5 && roots.len() > 1 && !is_mixed {
            Some(own)
        } else {
            common_end(&own, &roots)
        };
        // The best name of a body that is also a response.
        let mut bodies = all.iter().filter(|it| it.is_direct() && it.role() == 2 && self.role() == 1);
        let body = bodies.next().and_then(|body| match &body.root {
            Root::Operation(subject, _) => {
                body.body_names(subject, &Words::default(), &Shared::default()).into_iter().next()
            }
            Root::Named(_) => None,
        });
        Shared {
            is_mixed: is_mixed && common.is_none(),
            common,
            body,
            is_returned: all.iter().filter(|it| it.is_direct() && it.role() == 1).count() > 1,
        }
    }

    /// Returns another last step for a type of several properties: what they have in common, or a general word for the
    /// properties of one object.
    pub fn common_leaf(&self, all: &[Self]) -> Option<Segment> {
        let (own, start) = self.segments.split_last().filter(|(own, _)| own.kind == Kind::Property)?;
        let is_similar =
            |other: &&Self| self.role() == other.role() && self.segments.len() == other.segments.len();
        let leaves = all.iter().filter(is_similar).filter_map(|other| other.segments.last());
        let leaves: Vec<Words> = leaves.map(|leaf| leaf.words.clone()).collect();
        if let Some(common) = common_end(&own.words, &leaves) {
            return Some(Segment::strong(common));
        }
        let siblings = all.iter().filter(|other| {
            let rest = other.segments.split_last().map(|(_, rest)| rest);
            self.origin.name == other.origin.name && rest == Some(start)
        });
        let mut leaves: Vec<_> = siblings.filter_map(|other| other.segments.last()).collect();
        leaves.dedup();
        (leaves.len() > 2).then(|| Segment::partial(Words::split("entry")))
    }
}

/// Returns the last words that all have in common, if they are not those of each of them, and are a name.
fn common_end(own: &Words, all: &[Words]) -> Option<Words> {
    let singular = own.singular();
    let mut count = own.iter().count();
    let mut is_shared = false;
    for other in all.iter().map(Words::singular) {
        is_shared |= other != singular;
        let same = other.iter().rev().zip(singular.iter().rev()).take_while(|(one, other)| one == other);
        count = count.min(same.count());
    }
    let skipped = own.iter().count() - count;
    let common = Words::all(own.iter().skip(skipped));
    (is_shared && !is_weak(&common.singular())).then_some(common)
}
