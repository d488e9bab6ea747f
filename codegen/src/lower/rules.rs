//! Lowers the limits of schemas to rules of types.

use super::lowering::Lowering;
use crate::diagnostic::Code;
use crate::document::{Additional, Limits, Schema};
use crate::ir::{Inside, Number, Origin, Rules, Step, Type};
use crate::settings::StringType;
use crate::source::Location;

/// Returns the rules for values other than objects.
fn of_scalars_and_lists(limits: &Limits) -> Rules {
    let number = |text: &Option<String>| text.clone().map(Number);
    Rules {
        format: None,
        min_length: limits.min_length,
        max_length: limits.max_length,
        pattern: limits.pattern.clone(),
        minimum: number(&limits.minimum),
        maximum: number(&limits.maximum),
        exclusive_minimum: number(&limits.exclusive_minimum),
        exclusive_maximum: number(&limits.exclusive_maximum),
        multiple_of: number(&limits.multiple_of),
        min_items: limits.min_items,
        max_items: limits.max_items,
        unique_items: limits.unique_items,
        ..Rules::default()
    }
}

/// Returns the type of an integer. If its limits allow more than 64 bits, it is a number of any size without a fraction,
/// unless the format says otherwise.
pub(super) fn integer(schema: &Schema, rules: Rules) -> Type {
    let rules = of_integer(schema, rules);
    let has_format = schema.format.as_ref().is_some_and(|format| format.contains("int") || format == "long");
    if has_format || !rules.is_beyond_64_bits() {
        return Type::Integer(rules);
    }
    let multiple_of = rules.multiple_of.or_else(|| Some(Number("1".to_owned())));
    Type::Number(Rules { multiple_of, ..rules })
}

/// Adds the limits that the format of an integer implies: formats such as `uint64` have no negative numbers.
fn of_integer(schema: &Schema, mut rules: Rules) -> Rules {
    let format = schema.format.as_deref().unwrap_or_default();
    if !matches!(format, "uint" | "uint8" | "uint16" | "uint32" | "uint64" | "unsigned" | "u64") {
        return rules;
    }
    let is_negative = |limit: &Option<Number>| limit.as_ref().is_some_and(|limit| limit.0.starts_with('-'));
    if is_negative(&rules.maximum) || is_negative(&rules.exclusive_maximum) {
        return rules;
    }
    if rules.minimum.is_none() && rules.exclusive_minimum.is_none() {
        rules.minimum = Some(Number("0".to_owned()));
    }
    if matches!(format, "uint64" | "u64") && rules.maximum.is_none() && rules.exclusive_maximum.is_none() {
        rules.maximum = Some(Number(Rules::LARGEST_UNSIGNED.to_owned()));
    }
    rules
}

/// Returns the rules for objects.
pub(super) fn of_objects(limits: &Limits) -> Rules {
    Rules { min_properties: limits.min_properties, max_properties: limits.max_properties, ..Rules::default() }
}

/// Adds rules to a type, if there are any.
pub(super) fn limited(r#type: Type, rules: Rules) -> Type {
    if rules == Rules::default() { r#type } else { Type::Limited(Box::new(r#type), rules) }
}

/// Maximum number of types in the rules for nested values.
const MAX_RULES: usize = 1_000;

/// Maximum number of levels of nested values with rules. The compiler takes four steps for each, and allows 128.
const MAX_RULE_DEPTH: usize = 16;

/// Returns the number of types that a type consists of, including those in its rules.
fn weight(r#type: &Type) -> usize {
    let inside = r#type.rules().and_then(|rules| rules.inside.as_ref());
    let rules: usize = inside.iter().flat_map(|inside| inside.types()).map(weight).sum();
    1 + rules + r#type.inner().map_or(0, weight)
}

/// Returns the number of levels of nested values that a type has rules for.
fn depth(r#type: &Type) -> usize {
    let inside = r#type.rules().and_then(|rules| rules.inside.as_ref());
    let rules = inside.iter().flat_map(|inside| inside.types()).map(depth).max().unwrap_or_default();
    1 + rules.max(r#type.inner().map_or(0, depth))
}

/// Returns a type without its rules and those of the types in it.
fn without_rules(r#type: &Type) -> Type {
    let inner = |inner: &Type| Box::new(without_rules(inner));
    match r#type {
        Type::Integer(_) => Type::Integer(Rules::default()),
        Type::Number(_) => Type::Number(Rules::default()),
        Type::String(rules) => Type::String(Rules { format: rules.format, ..Rules::default() }),
        Type::List(item, _) => Type::List(inner(item), Rules::default()),
        Type::Map(value) => Type::Map(inner(value)),
        Type::Nullable(value) => Type::Nullable(inner(value)),
        Type::OrReference(value) => Type::OrReference(inner(value)),
        Type::Limited(value, _) => without_rules(value),
        Type::Any | Type::FreeForm | Type::Boolean | Type::Timestamp | Type::Named(_) => r#type.clone(),
    }
}

impl Lowering<'_> {
    /// Returns the type that the settings assign to the format of a string.
    pub(super) fn string_type(&mut self, schema: &Schema) -> Option<StringType> {
        let (format, r#type) = self.format_with_type(schema)?;
        self.used_formats.insert(format.clone());
        Some(r#type)
    }

    /// Returns the format of a string, if it has a type.
    pub(super) fn format_with_type(&self, schema: &Schema) -> Option<(&String, StringType)> {
        let entry = schema.formats().find_map(|format| self.settings.formats.get_key_value(format));
        entry.map(|(format, r#type)| (format, *r#type))
    }

    /// Returns the rules of a schema, without patterns that do not compile.
    pub(super) fn rules(&mut self, schema: &Schema, origin: &Origin) -> Rules {
        let mut rules = of_scalars_and_lists(&schema.limits);
        rules.pattern = rules.pattern.filter(|pattern| !self.patterns.is_unchecked(pattern));
        self.alternatives(schema, origin, Rules { inside: None, ..rules })
    }

    /// Returns the rules of a list, including the types of elements by position.
    pub(super) fn list_rules(&mut self, schema: &Schema, origin: &Origin) -> Rules {
        let mut rules = self.rules(schema, origin);
        let closed = schema.items.as_ref().is_some_and(|items| items.never);
        if schema.prefix_items.is_empty() {
            // A list without valid elements must be empty.
            rules.max_items = if closed { Some(0) } else { rules.max_items };
            return rules;
        }
        let mut inside = rules.inside.take().unwrap_or_default();
        for (index, position) in schema.prefix_items.iter().enumerate() {
            let r#type = self.shared(position, &origin.join(Step::Position(index)));
            inside.positions.push(r#type);
        }
        let others = schema.items.as_ref().filter(|items| !items.never);
        inside.others = others.map(|items| self.shared(items, &origin.join(Step::Item)));
        inside.closed = closed;
        self.bounded(&mut inside, "`prefixItems`", &schema.location.join("prefixItems"));
        rules.inside = Some(inside);
        rules
    }

    /// Returns the rules of a map.
    pub(super) fn map_rules(&mut self, schema: &Schema, origin: &Origin) -> Rules {
        let mut inside = self.other_property_rules(schema, origin);
        // If there is a single type, the values are validated as that type anyway.
        if let ([(_, r#type)], true) = (inside.patterns.as_mut_slice(), inside.closed) {
            *r#type = Type::Any;
        }
        let inside = (inside != Inside::default()).then(|| Box::new(inside));
        let rules = Rules { inside, ..of_objects(&schema.limits) };
        self.alternatives(schema, origin, rules)
    }

    /// Returns the rules of the properties that are not in `properties`.
    pub(super) fn other_property_rules(&mut self, schema: &Schema, origin: &Origin) -> Inside {
        let mut inside = Inside { closed: schema.additional == Additional::Closed, ..Inside::default() };
        for (pattern, schema) in &schema.patterned {
            self.patterns.check(pattern, &schema.location, self.diagnostics);
            if self.patterns.is_unchecked(pattern) {
                // It is unknown which properties match, so none can be rejected.
                return Inside::default();
            }
            let r#type = self.shared(schema, &origin.join(Step::Value));
            inside.patterns.push((pattern.clone(), r#type));
        }
        if let (Additional::Typed(others), false) = (&schema.additional, inside.patterns.is_empty()) {
            inside.others = Some(self.shared(others, &origin.join(Step::Value)));
        }
        self.bounded(&mut inside, "`patternProperties`", &schema.location.join("patternProperties"));
        inside
    }

    /// Removes the rules of nested values if there are very many of them, or if they are nested very deeply. Each use of a
    /// schema repeats its rules, so that a short document could have any number of them.
    fn bounded(&mut self, inside: &mut Inside, holder: &str, place: &Location) {
        let is_deep = inside.types().any(|r#type| depth(r#type) > MAX_RULE_DEPTH);
        if !is_deep && inside.types().map(weight).sum::<usize>() <= MAX_RULES {
            return;
        }
        let patterns = inside.patterns.iter_mut().map(|(_, r#type)| r#type);
        let types = inside.positions.iter_mut().chain(patterns).chain(&mut inside.others);
        types.chain(&mut inside.alternatives).for_each(|r#type| *r#type = without_rules(r#type));
        self.report_unchecked(holder, place);
    }

    /// Returns the type of the elements of a list or map, without rules if there are very many of them.
    pub(super) fn bounded_element(&mut self, element: Type, place: &Location) -> Type {
        if weight(&element) <= MAX_RULES {
            return element;
        }
        self.report_unchecked("schema", place);
        without_rules(&element)
    }

    fn report_unchecked(&mut self, holder: &str, place: &Location) {
        self.diagnostics.warn(
            Code::KeywordUnchecked,
            place,
            format!("{holder} contains so many rules that those inside it are not checked before a request is sent"),
            "name the schemas inside it as components with properties, or allow it in the settings",
        );
    }

    /// Adds the alternatives of a schema that was merged from several options.
    fn alternatives(&mut self, schema: &Schema, origin: &Origin, mut rules: Rules) -> Rules {
        let mut distinct: Vec<Type> = Vec::new();
        for option in &schema.alternatives {
            let r#type = self.shared(option, origin);
            if !distinct.contains(&r#type) {
                distinct.push(r#type);
            }
        }
        let format = self.format_with_type(schema).map(|(_, r#type)| r#type);
        let is_unconstrained = |r#type: &Type| match r#type {
            Type::String(rules) => *rules == Rules { format, ..Rules::default() },
            Type::Integer(rules) | Type::Number(rules) => *rules == Rules::default(),
            r#type => *r#type == Type::FreeForm,
        };
        if distinct.len() <= 1 || distinct.iter().any(is_unconstrained) {
            return rules;
        }
        let mut inside = Inside { alternatives: distinct, ..Inside::default() };
        self.bounded(&mut inside, "union", &schema.location);
        if !inside.alternatives.iter().any(is_unconstrained) {
            rules.inside.get_or_insert_default().alternatives = inside.alternatives;
        }
        rules
    }
}
