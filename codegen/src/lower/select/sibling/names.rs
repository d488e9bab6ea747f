//! The option that a value of a discriminator stands for.

use crate::ir::{Api, Case, Shape, Type, TypeDefinition};
use crate::lower::option_names::OptionNames;
use crate::lower::select::leaves::ObjectOption;
use crate::lower::select::property::Allowed;
use crate::settings::{OptionName, Target};
use crate::source::{Location, Pointer};

/// Finds the options of a union.
pub(super) struct Matcher<'a> {
    pub api: &'a Api,
    /// The union.
    pub definition: &'a TypeDefinition,
    /// The names of its options.
    pub names: &'a [OptionNames],
    /// Key of the discriminator.
    pub key: &'a str,
}

impl Matcher<'_> {
    /// Returns the variants that `mapping` names, and the names that no option has.
    pub fn mapped(&self, target: &Target) -> (Vec<usize>, Vec<String>) {
        let (mut variants, mut unknown) = (Vec::new(), Vec::new());
        for name in target.names() {
            let mut found = match name {
                OptionName::Index(index) => self.at_index(*index),
                OptionName::Name(name) => self.called(name),
            };
            if found.is_empty() {
                unknown.push(name.to_string());
            }
            variants.append(&mut found);
        }
        (distinct(variants), unknown)
    }

    /// Returns the variants that a value stands for, which is not in `mapping`: those with the value as their own
    /// constant, or else the only one that is called like it.
    pub fn named(&self, value: &Case) -> Vec<usize> {
        let own = self.variants().filter(|(_, r#type)| self.has_constant(r#type, value));
        let own: Vec<usize> = own.map(|(index, _)| index).collect();
        let Case::String(text) = value else { return own };
        if !own.is_empty() {
            return own;
        }
        let constant = |option: &OptionNames| option.constants.contains(text);
        let exact = |option: &OptionNames| option.names.contains(text);
        let similar = |option: &OptionNames| option.names.iter().any(|name| plain(name) == plain(text));
        let steps: [&dyn Fn(&OptionNames) -> bool; 3] = [&constant, &exact, &similar];
        for is_named in steps {
            let variants = self.options(is_named);
            match variants.as_slice() {
                [] => {}
                [_] => return variants,
                [_, _, ..] => return Vec::new(),
            }
        }
        let variants = self.variants_called(text);
        if variants.len() == 1 { variants } else { Vec::new() }
    }

    /// Returns whether the discriminator is also a property of an option, with this constant.
    fn has_constant(&self, r#type: &Type, value: &Case) -> bool {
        let Type::Named(id) = r#type else { return false };
        let Shape::Object(object) = &self.api.definition(*id).shape else { return false };
        let option = ObjectOption { variant: 0, place: 0, r#type, object: Some(object) };
        let allowed = Allowed::at(self.api, &[self.key.to_owned()], &option);
        allowed.is_declared && allowed.literals().any(|literal| literal == value)
    }

    fn variants(&self) -> impl Iterator<Item = (usize, &Type)> {
        let variants = match &self.definition.shape {
            Shape::Union(union) => union.variants.as_slice(),
            Shape::Object(_) | Shape::StringEnum(_) => &[],
        };
        variants.iter().map(|variant| &variant.r#type).enumerate()
    }

    /// Returns the variants of the options with this name, at this location, or with this target.
    fn called(&self, name: &str) -> Vec<usize> {
        if let Some((file, fragment)) = name.split_once('#') {
            let pointer = Pointer::from_fragment(fragment);
            let has_place =
                |place: &Location| place.pointer == pointer && (file.is_empty() || *place.file == *file);
            let is_meant = |option: &OptionNames| {
                has_place(&option.location) || option.reference.as_ref().is_some_and(has_place)
            };
            return self.options(&is_meant);
        }
        let named = self.options(&|option| option.names.iter().any(|own| own == name));
        let or = |variants: Vec<usize>, other: &dyn Fn() -> Vec<usize>| {
            if variants.is_empty() { other() } else { variants }
        };
        let named = or(named, &|| self.options(&|option| option.constants.iter().any(|own| own == name)));
        or(named, &|| self.variants_called(name))
    }

    /// Returns the variants with this name, which may be derived from their type.
    fn variants_called(&self, name: &str) -> Vec<usize> {
        let Shape::Union(union) = &self.definition.shape else { return Vec::new() };
        let variants = union.variants.iter().enumerate();
        variants.filter(|(_, variant)| variant.name == name).map(|(index, _)| index).collect()
    }

    /// Returns the variants of the option with this index in the document, which may itself be a union.
    fn at_index(&self, index: usize) -> Vec<usize> {
        let depth = |option: &OptionNames| option.location.pointer.tokens().count();
        let Some(depth) = self.names.iter().map(depth).min() else { return Vec::new() };
        let index = index.to_string();
        self.options(&|option| option.location.pointer.tokens().nth(depth - 1).as_deref() == Some(&*index))
    }

    fn options(&self, is_meant: &dyn Fn(&OptionNames) -> bool) -> Vec<usize> {
        let options = self.names.iter().filter(|option| is_meant(option));
        let variant = |option: &OptionNames| {
            self.variants().find(|(_, r#type)| **r#type == option.r#type).map(|(index, _)| index)
        };
        distinct(options.filter_map(variant).collect())
    }
}

fn distinct(mut variants: Vec<usize>) -> Vec<usize> {
    variants.sort_unstable();
    variants.dedup();
    variants
}

/// Returns the letters and digits of a name in lower case.
fn plain(name: &str) -> String {
    name.chars().filter(|character| character.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
