//! Variant selections that are not heuristic, against `jsonschema`: for an instance that is valid as exactly one
//! option, that option must be selected.

use std::collections::HashSet;

use faithful_codegen::ir::{Basis, Selection, Shape, TypeDefinition, Union};
use faithful_codegen::source::Location;
use jsonschema::{Draft, Validator};
use serde_json::Value;
use tests::random::Random;
use tests::{Failure, Outcome};

use super::clients::Document;
use super::dialect::{Dialect, Mode};
use super::instance::Synthesis;
use super::selected::select;

/// The number of instances drawn for each option.
const DRAWS: usize = 200;

/// The number of instances that were compared, and the wrong selections.
#[derive(Default)]
pub struct Comparison {
    pub compared: usize,
    pub wrong: Vec<String>,
}

impl Comparison {
    /// Compares the selections of all unions of a document.
    pub fn add(&mut self, document: &Document, dialect: &Dialect) -> Outcome {
        for definition in &document.generated.api.types {
            if let Shape::Union(union) = &definition.shape {
                self.definition(&document.name, definition, union, dialect)?;
            }
        }
        Ok(())
    }

    /// Compares the selection of a union, unless it is heuristic.
    pub fn definition(
        &mut self,
        document: &str,
        definition: &TypeDefinition,
        union: &Union,
        dialect: &Dialect,
    ) -> Outcome {
        let places: HashSet<&Location> = definition.options.iter().collect();
        // Several options that come from one place have no schema of their own.
        if union.selection.basis == Basis::Heuristic || places.len() < definition.options.len() {
            return Ok(());
        }
        let name = format!("{document}: {}", definition.location);
        let place = &definition.location;
        self.union(&name, dialect, (place, &definition.options), &union.selection)
    }

    fn union(
        &mut self,
        name: &str,
        dialect: &Dialect,
        (union, places): (&Location, &[Location]),
        selection: &Selection,
    ) -> Outcome {
        let validator = |place: &Location| {
            let options = jsonschema::options().with_draft(Draft::Draft202012).should_validate_formats(true);
            let built = options.build(&dialect.schema(place, Mode::Plain));
            built.map_err(|error| Failure::new(format!("{place}: {error}")))
        };
        // Options that are derived from a list of types, or from a mapping, have no schema.
        let is_schema = |place: &Location| dialect.at(place).is_some_and(Value::is_object);
        if !places.iter().chain([union]).all(is_schema) {
            return Ok(());
        }
        // The keywords next to a union apply to its options too.
        let whole = validator(union)?;
        let validators: Vec<Validator> = places.iter().map(validator).collect::<Result<_, _>>()?;
        let seed = name.bytes().fold(0, |sum: u64, byte| sum.wrapping_mul(31).wrapping_add(byte.into()));
        let mut synthesis = Synthesis::new(&dialect.root, Random::new(1, seed));
        for (option, place) in places.iter().enumerate() {
            let Some(schema) = dialect.at(place) else { continue };
            for _ in 0..DRAWS {
                let Some((instance, _)) = synthesis.instance(schema) else { continue };
                let valid: Vec<usize> =
                    (0..validators.len()).filter(|index| validators[*index].is_valid(&instance)).collect();
                if valid == [option] && whole.is_valid(&instance) && !instance.is_null() {
                    self.compare(name, selection, option, &instance);
                }
            }
        }
        Ok(())
    }

    fn compare(&mut self, name: &str, selection: &Selection, option: usize, instance: &Value) {
        self.compared += 1;
        let selected = select(selection, instance);
        if selected != Some(option) {
            self.wrong.push(format!("{name}: {instance} is option {option}, selected is {selected:?}"));
        }
    }
}
