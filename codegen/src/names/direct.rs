//! Names of bodies, responses and the like, after the resource of their operation.

use super::case::Words;
use super::content::subtype;
use super::places::{Place, Root, Shared, is_reserved};
use super::splitter::WordSplitter;
use super::status;
use super::subject::Subject;
use super::verbs::Verb;
use crate::ir::Step;

impl Place<'_> {
    /// Returns names for the type of a body, a response or the like, the best one first.
    pub fn direct_names(&self, shared: &Shared, splitter: &WordSplitter<'_>) -> Vec<Words> {
        let Root::Operation(subject, role) = &self.root else { return Vec::new() };
        let suffix = self.suffix(splitter);
        let mut names = match role {
            Step::Response => self.response_names(subject, &suffix, shared),
            Step::Body => self.body_names(subject, &suffix, shared),
            Step::Event => subject.nouns().iter().map(|noun| noun.singular().join(&word("event"))).collect(),
            Step::Page => subject.nouns().iter().map(|noun| noun.singular().join(&word("page"))).collect(),
            Step::Error => {
                let own = subject.id.clone().join(&suffix).join(&word("error"));
                let common = shared.common.iter().map(|noun| noun.clone().join(&suffix).join(&word("error")));
                common.chain(shared.is_mixed.then(|| word("error_body"))).chain([own]).collect()
            }
            _ => Vec::new(),
        };
        let fallback = match role {
            Step::Body => "body",
            Step::Error => "error_response",
            Step::Event => "event",
            Step::Page => "page",
            _ => "response",
        };
        let whole = subject.id.clone().join(&word(fallback)).join(&suffix);
        names.push(if self.is_element() { whole.join(&word("item")) } else { whole });
        names.retain(|name| !is_reserved(name));
        names
    }

    /// Returns the words for the status and the content type.
    fn suffix(&self, splitter: &WordSplitter<'_>) -> Words {
        let words = self.details.iter().map(|step| match step {
            Step::Status(status) => splitter.split(&status::variant(status)),
            Step::ContentType(essence) => splitter.split(&subtype(essence)),
            _ => Words::default(),
        });
        words.fold(Words::default(), |all, next| all.join(&next))
    }

    fn response_names(&self, subject: &Subject, suffix: &Words, shared: &Shared) -> Vec<Words> {
        let is_element = self.is_element();
        if *suffix != Words::default() {
            return vec![subject.id.clone().join(suffix)];
        }
        let act = |noun: &Words| subject.act(noun).join(&word("response"));
        let of_mixed = || shared.is_mixed.then(|| act(&Words::default()));
        let nouns: Vec<Words> = shared.common.iter().cloned().chain(subject.nouns()).collect();
        let resources = || nouns.iter().filter_map(|noun| resource(noun, subject.verb, is_element));
        match subject.verb {
            _ if is_element && subject.verb <= Verb::List => {
                let summaries = nouns.iter().map(|noun| noun.singular().join(&word("summary")));
                resources().chain(summaries).collect()
            }
            Verb::Read | Verb::List => resources().collect(),
            Verb::Create | Verb::Replace | Verb::Update => {
                let responses = nouns.iter().map(|noun| noun.clone().join(&word("response")));
                let of_one = resources().chain(responses.filter(|_| shared.is_returned));
                let of_one = of_one.chain(shared.body.clone()).filter(|_| !shared.is_mixed);
                of_mixed().into_iter().chain(of_one).collect()
            }
            Verb::Act | Verb::Delete if !is_element => {
                of_mixed().into_iter().chain(shared.common.as_ref().map(act)).collect()
            }
            Verb::Act | Verb::Delete | Verb::None => Vec::new(),
        }
    }

    pub(super) fn body_names(&self, subject: &Subject, suffix: &Words, shared: &Shared) -> Vec<Words> {
        match subject.verb {
            Verb::Create | Verb::Replace | Verb::Update | Verb::Delete | Verb::Act => {}
            Verb::Read | Verb::List | Verb::None => return Vec::new(),
        }
        if shared.is_mixed {
            return vec![subject.act(&word("body")).join(suffix)];
        }
        let nouns = shared.common.iter().cloned().chain(subject.nouns());
        let nouns = nouns.map(|noun| if self.is_element() { noun.singular() } else { noun });
        let mut names: Vec<Words> = nouns.map(|noun| subject.act(&noun).join(suffix)).collect();
        names.push(subject.id.clone().join(suffix));
        names
    }

    /// Returns the words for the root of a nested type: short ones, and longer ones if these do not suffice.
    pub fn root_names(&self, shared: &Shared, splitter: &WordSplitter<'_>) -> (Words, Words) {
        let common = shared.common.as_ref();
        match &self.root {
            Root::Named(words) => (common.unwrap_or(words).clone(), words.clone()),
            Root::Operation(subject, Step::Parameter(_)) => {
                let noun = subject.nouns().first().map(Words::singular);
                let noun = common.map(Words::singular).or(noun);
                (noun.unwrap_or_else(|| subject.id.clone()), subject.id.clone())
            }
            Root::Operation(subject, role) => {
                let mut names = self.direct_names(shared, splitter);
                let long = names.pop().unwrap_or_else(|| subject.id.clone());
                let short = names.into_iter().next();
                let is_act =
                    *role == Step::Response && matches!(subject.verb, Verb::Act | Verb::Delete | Verb::None);
                (if is_act { subject.id.clone() } else { short.unwrap_or_else(|| long.clone()) }, long)
            }
        }
    }
}

fn word(text: &str) -> Words {
    Words::split(text)
}

/// Returns the name of a resource for a noun.
fn resource(noun: &Words, verb: Verb, is_element: bool) -> Option<Words> {
    let singular = noun.singular();
    let name = match (verb, is_element) {
        (_, true) => singular,
        (Verb::List, false) => singular.join(&word("list")),
        _ => noun.clone(),
    };
    Some(name).filter(|name| !is_reserved(name))
}
