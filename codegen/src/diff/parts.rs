//! Compares request bodies: content types and parts.

use super::comparing::{Comparing, Context, TypeRules};
use super::pairs::{Pair, pairs};
use super::rule::Rule;
use crate::surface::{Body, Content, Form, Part, PartValue, Surface};

impl Comparing<'_> {
    pub(super) fn body(&mut self, context: &Context, call: &str, (old, new): (Option<&Body>, Option<&Body>)) {
        let item = format!("{call}: body");
        let text = |surface: &Surface, body: &Body| {
            let contents = body.contents.iter().map(|content| {
                let text = surface.content_text(content);
                text.trim_start_matches([':', ' ']).to_owned()
            });
            contents.collect::<Vec<_>>().join(", ")
        };
        let (was, is) = match (old, new) {
            (None, None) => return,
            (Some(old), None) => {
                return self.record_removed(Rule::BodyRemoved, context, &item, &text(self.old, old));
            }
            (None, Some(new)) => {
                let rule = if new.required { Rule::RequiredBodyAdded } else { Rule::BodyAdded };
                return self.record_added(rule, context, &item, &text(self.new, new));
            }
            (Some(old), Some(new)) => (old, new),
        };
        match (was.required, is.required) {
            (false, true) => self.record_plain(Rule::BodyRequired, context, &item),
            (true, false) => self.record_plain(Rule::BodyOptional, context, &item),
            (true, true) | (false, false) => {}
        }
        if was.documentation != is.documentation {
            self.record_plain(Rule::BodyDocsChanged, context, &item);
        }
        self.contents(context, &item, was, is);
    }

    fn contents(&mut self, context: &Context, item: &str, old: &Body, new: &Body) {
        let keys = |body: &Body| {
            let keys = body.contents.iter().map(|content| [content.media_type.clone(), content.name.clone()]);
            keys.collect::<Vec<_>>()
        };
        for pair in pairs(&keys(old), &keys(new)) {
            match pair {
                Pair::Removed(index) => {
                    let media_type = &old.contents[index].media_type;
                    self.record_removed(Rule::ContentTypeRemoved, context, item, media_type);
                }
                Pair::Added(index) => {
                    let media_type = &new.contents[index].media_type;
                    self.record_added(Rule::ContentTypeAdded, context, item, media_type);
                }
                Pair::Kept(was, is) => {
                    // The method for the first content type is named after the operation, whose change of name is
                    // recorded already.
                    let is_first = was == 0 && is == 0;
                    self.content(context, item, (&old.contents[was], &new.contents[is]), is_first);
                }
            }
        }
    }

    fn content(&mut self, context: &Context, item: &str, (old, new): (&Content, &Content), is_first: bool) {
        self.media_type(context, item, old, new);
        if !is_first {
            self.record_if_different(
                Rule::ContentTypeRenamed,
                context,
                item,
                (old.name.clone(), new.name.clone()),
            );
        }
        if let (Some(was), Some(is)) = (&old.parts_type, &new.parts_type) {
            self.record_if_different(Rule::TypeRenamed, context, is, (was.clone(), is.clone()));
        }
        match (&old.form, &new.form) {
            (Form::Value(was), Form::Value(is)) => {
                let rules = TypeRules {
                    retyped: Rule::BodyRetyped,
                    narrowed: Rule::BodyNarrowed,
                    widened: Rule::BodyWidened,
                };
                self.record_type(rules, context, item, was, is);
                self.encoding(context, item, old, new);
            }
            (Form::Parts(was), Form::Parts(is)) => self.parts(context, item, was, is),
            (was, is) if was == is => {}
            (was, is) => {
                let (before, after) = (self.old.form_text(was), self.new.form_text(is));
                self.record(Rule::BodyRetyped, context, item, before, after);
            }
        }
    }

    /// Compares content types. The method for a range takes the content type as another argument.
    fn media_type(&mut self, context: &Context, item: &str, old: &Content, new: &Content) {
        let media_types = (old.media_type.clone(), new.media_type.clone());
        let ranges = (old.media_type.contains('*'), new.media_type.contains('*'));
        let rule = match (&old.form, &new.form, ranges) {
            (Form::Text | Form::Bytes, Form::Text | Form::Bytes, (false, true) | (true, false)) => {
                Rule::BodyRetyped
            }
            (_, _, (true, true)) if !is_within(&old.media_type, &new.media_type) => Rule::ContentTypeNarrowed,
            _ => Rule::ContentTypeChanged,
        };
        self.record_if_different(rule, context, item, media_types);
    }

    /// Compares the serialization styles of the properties of a form.
    fn encoding(&mut self, context: &Context, body: &str, old: &Content, new: &Content) {
        let style = |content: &Content, key: &str| {
            let style = content.encoding.iter().find(|(other, _)| other == key);
            style.map_or_else(|| "the default style".to_owned(), |(_, style)| style.clone())
        };
        let mut keys: Vec<&String> = old.encoding.iter().chain(&new.encoding).map(|(key, _)| key).collect();
        keys.sort();
        keys.dedup();
        for key in keys {
            let styles = (style(old, key), style(new, key));
            self.record_if_different(Rule::EncodingChanged, context, &format!("{body}.{key}"), styles);
        }
    }

    fn parts(&mut self, context: &Context, body: &str, old: &[Part], new: &[Part]) {
        let keys = |parts: &[Part]| parts.iter().map(|it| [it.key.clone()]).collect::<Vec<_>>();
        let item = |part: &Part| format!("{body}.{}", part.name);
        let mut arguments = Vec::new();
        for pair in pairs(&keys(old), &keys(new)) {
            match pair {
                Pair::Removed(index) => {
                    let before = self.old.part_text(&old[index].value);
                    self.record_removed(Rule::PartRemoved, context, &item(&old[index]), &before);
                }
                Pair::Added(index) => {
                    let part = &new[index];
                    let rule = if part.required { Rule::RequiredPartAdded } else { Rule::PartAdded };
                    let after = self.new.part_text(&part.value);
                    self.record_added(rule, context, &item(part), &after);
                }
                Pair::Kept(was, is) => {
                    self.part(context, &item(&new[is]), &old[was], &new[is]);
                    if old[was].required && new[is].required {
                        arguments.push(was);
                    }
                }
            }
        }
        if !arguments.is_sorted() {
            let text = |parts: &[Part]| {
                let arguments = parts.iter().filter(|part| part.required);
                arguments.map(|argument| argument.name.as_str()).collect::<Vec<_>>().join(", ")
            };
            self.record(Rule::PartsReordered, context, body, text(old), text(new));
        }
    }

    fn part(&mut self, context: &Context, item: &str, old: &Part, new: &Part) {
        self.record_if_different(Rule::PartRenamed, context, item, (old.name.clone(), new.name.clone()));
        match (old.required, new.required) {
            (false, true) => self.record_plain(Rule::PartRequired, context, item),
            (true, false) => self.record_plain(Rule::PartOptional, context, item),
            (true, true) | (false, false) => {}
        }
        self.record_if_different(
            Rule::EncodingChanged,
            context,
            item,
            (old.encoding.clone(), new.encoding.clone()),
        );
        if old.documentation != new.documentation {
            self.record_plain(Rule::BodyDocsChanged, context, item);
        }
        match (&old.value, &new.value) {
            (PartValue::Value(was), PartValue::Value(is)) => {
                let rules = TypeRules {
                    retyped: Rule::PartRetyped,
                    narrowed: Rule::BodyNarrowed,
                    widened: Rule::BodyWidened,
                };
                self.record_type(rules, context, item, was, is);
            }
            (was, is) if was == is => {}
            (was, is) => {
                let (before, after) = (self.old.part_text(was), self.new.part_text(is));
                self.record(Rule::PartRetyped, context, item, before, after);
            }
        }
    }
}

/// Returns whether every content type in the range `inner` is also in the range `outer`.
fn is_within(inner: &str, outer: &str) -> bool {
    let (inner, outer) = (inner.to_lowercase(), outer.to_lowercase());
    let kind = |range: &str| range.split('/').next().unwrap_or_default().to_owned();
    inner == outer || outer.starts_with("*/*") || kind(&inner) == kind(&outer)
}
