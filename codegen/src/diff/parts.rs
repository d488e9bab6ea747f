//! Request bodies: their content types, and the parts that some consist of.

use super::comparing::{Comparing, Home, OfType};
use super::pairs::{Pair, pairs};
use super::rule::Rule;
use crate::surface::{Body, Content, Form, Part, PartValue, Surface};

impl Comparing<'_> {
    pub(super) fn body(&mut self, home: &Home, call: &str, (old, new): (Option<&Body>, Option<&Body>)) {
        let item = format!("{call}: body");
        let text = |surface: &Surface, body: &Body| {
            let contents = body.contents.iter().map(|content| surface.content_text(content));
            contents.collect::<Vec<_>>().join(", ").trim_start_matches([':', ' ']).to_owned()
        };
        let (was, is) = match (old, new) {
            (None, None) => return,
            (Some(old), None) => return self.gone(Rule::BodyRemoved, home, &item, &text(self.old, old)),
            (None, Some(new)) => {
                let rule = if new.required { Rule::RequiredBodyAdded } else { Rule::BodyAdded };
                return self.come(rule, home, &item, &text(self.new, new));
            }
            (Some(old), Some(new)) => (old, new),
        };
        match (was.required, is.required) {
            (false, true) => self.come(Rule::BodyRequired, home, &item, ""),
            (true, false) => self.come(Rule::BodyOptional, home, &item, ""),
            (true, true) | (false, false) => {}
        }
        self.contents(home, &item, was, is);
    }

    fn contents(&mut self, home: &Home, item: &str, old: &Body, new: &Body) {
        let keys = |body: &Body| {
            let keys = body.contents.iter().map(|content| [content.media_type.clone(), content.name.clone()]);
            keys.collect::<Vec<_>>()
        };
        for pair in pairs(&keys(old), &keys(new)) {
            match pair {
                Pair::Removed(index) => {
                    let content = &old.contents[index];
                    self.gone(Rule::ContentTypeRemoved, home, item, &content.media_type);
                }
                Pair::Added(index) => {
                    let content = &new.contents[index];
                    self.come(Rule::ContentTypeAdded, home, item, &content.media_type);
                }
                Pair::Kept(was, is) => {
                    // A method that is called otherwise because the operation is says nothing of its own.
                    let is_operation = was == 0 && is == 0;
                    self.content(home, item, (&old.contents[was], &new.contents[is]), is_operation);
                }
            }
        }
    }

    fn content(&mut self, home: &Home, item: &str, (old, new): (&Content, &Content), is_operation: bool) {
        let media_types = (old.media_type.clone(), new.media_type.clone());
        self.if_differing(Rule::ContentTypeChanged, home, item, media_types);
        if !is_operation {
            self.if_differing(Rule::ContentTypeRenamed, home, item, (old.name.clone(), new.name.clone()));
        }
        match (&old.form, &new.form) {
            (Form::Value(was), Form::Value(is)) => {
                let rules = OfType {
                    retyped: Rule::BodyRetyped,
                    narrowed: Rule::BodyNarrowed,
                    loosened: Rule::BodyLoosened,
                };
                self.retyped(rules, home, item, was, is);
            }
            (Form::Parts(was), Form::Parts(is)) => self.parts(home, item, was, is),
            (was, is) if was == is => {}
            (was, is) => {
                let (before, after) = (self.old.form_text(was), self.new.form_text(is));
                self.note(Rule::BodyRetyped, home, item, before, after);
            }
        }
    }

    fn parts(&mut self, home: &Home, body: &str, old: &[Part], new: &[Part]) {
        let keys = |parts: &[Part]| parts.iter().map(|it| [it.key.clone()]).collect::<Vec<_>>();
        let item = |part: &Part| format!("{body}.{}", part.name);
        for pair in pairs(&keys(old), &keys(new)) {
            match pair {
                Pair::Removed(index) => {
                    let before = self.old.part_text(&old[index].holds);
                    self.gone(Rule::PartRemoved, home, &item(&old[index]), &before);
                }
                Pair::Added(index) => {
                    let part = &new[index];
                    let rule = if part.required { Rule::RequiredPartAdded } else { Rule::PartAdded };
                    let after = self.new.part_text(&part.holds);
                    self.come(rule, home, &item(part), &after);
                }
                Pair::Kept(was, is) => self.part(home, &item(&new[is]), &old[was], &new[is]),
            }
        }
    }

    fn part(&mut self, home: &Home, item: &str, old: &Part, new: &Part) {
        self.if_differing(Rule::PartRenamed, home, item, (old.name.clone(), new.name.clone()));
        match (old.required, new.required) {
            (false, true) => self.come(Rule::PartRequired, home, item, ""),
            (true, false) => self.come(Rule::PartOptional, home, item, ""),
            (true, true) | (false, false) => {}
        }
        match (&old.holds, &new.holds) {
            (PartValue::Value(was), PartValue::Value(is)) => {
                let rules = OfType {
                    retyped: Rule::PartRetyped,
                    narrowed: Rule::BodyNarrowed,
                    loosened: Rule::BodyLoosened,
                };
                self.retyped(rules, home, item, was, is);
            }
            (was, is) if was == is => {}
            (was, is) => {
                let (before, after) = (self.old.part_text(was), self.new.part_text(is));
                self.note(Rule::PartRetyped, home, item, before, after);
            }
        }
    }
}
