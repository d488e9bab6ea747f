//! Formats values like the derived implementations of `Debug`.

use std::fmt;

use super::{Field, Part, Parts, View, Visitor};
use crate::json::Extra;
use crate::json::read::Shape;
use crate::json::union::Variants;

/// Formats a model like the derived implementation of `Debug`.
///
/// # Errors
/// If the formatter fails.
#[doc(hidden)]
pub fn debug(model: &dyn Parts, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut formatting = Formatting { formatter, result: Ok(()) };
    model.visit(&mut formatting);
    formatting.result
}

impl fmt::Debug for dyn Part {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.view() {
            View::None => formatter.write_str("None"),
            View::Some(value) => formatter.debug_tuple("Some").field(&value).finish(),
            View::Keep => formatter.write_str("Keep"),
            View::Null => formatter.write_str("Null"),
            View::Set(value) => formatter.debug_tuple("Set").field(&value).finish(),
            View::Value(value) => formatter.debug_tuple("Value").field(&value).finish(),
            View::Reference(text, _) => formatter.debug_tuple("Reference").field(&text).finish(),
            View::Unit => fmt::Debug::fmt(&(), formatter),
            View::Boolean(value) => fmt::Debug::fmt(&value, formatter),
            View::Integer(value) => fmt::Debug::fmt(&value, formatter),
            View::Unsigned(value) => fmt::Debug::fmt(&value, formatter),
            View::Float(value) => fmt::Debug::fmt(&value, formatter),
            View::Number(value) => fmt::Debug::fmt(value, formatter),
            View::Text(value) | View::Formatted(value, _) => fmt::Debug::fmt(value, formatter),
            View::Timestamp(value) => fmt::Debug::fmt(value, formatter),
            View::Enum(text, names, is_listed) => {
                let index = names.values.iter().position(|value| *value == text).filter(|_| is_listed);
                match index.and_then(|index| names.names.get(index)) {
                    Some(name) => formatter.write_str(name),
                    None => formatter.debug_tuple("Unknown").field(&text).finish(),
                }
            }
            View::Any(value) => fmt::Debug::fmt(value, formatter),
            View::List(list) => {
                let elements = (0..list.len()).filter_map(|index| list.get(index));
                formatter.debug_list().entries(elements).finish()
            }
            View::Map(map) => {
                let mut debug = formatter.debug_map();
                map.visit(&mut |key, value| {
                    debug.entry(&key, &value);
                });
                for key in map.nulls() {
                    debug.entry(&key, &format_args!("null"));
                }
                debug.finish()
            }
            View::Model(model) => debug(model, formatter),
            View::Other(value) => fmt::Debug::fmt(value, formatter),
        }
    }
}

struct Formatting<'a, 'b> {
    formatter: &'a mut fmt::Formatter<'b>,
    result: fmt::Result,
}

impl Visitor for Formatting<'_, '_> {
    fn object(&mut self, shape: &'static Shape, fields: &[&Field], extra: &Extra) {
        let mut debug = self.formatter.debug_struct(shape.name);
        for ((_, _, name), field) in shape.fields.iter().zip(fields) {
            debug.field(name.trim_start_matches("r#"), field);
        }
        self.result = debug.field("extra", extra).finish();
    }

    fn variant(&mut self, variants: &'static Variants, index: usize, value: &Field) {
        let name = variants.names.get(index).copied().unwrap_or("Unknown");
        self.result = self.formatter.debug_tuple(name).field(&value).finish();
    }
}
