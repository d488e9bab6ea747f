//! How the options of a union declare one of its properties, determined once for all selections among them.

use std::cell::OnceCell;
use std::rc::Rc;

use super::leaves::ObjectOption;
use super::property::Allowed;
use super::selector::Selector;
use super::tag;
use super::within::{self, Within};
use crate::ir::{Api, Case, Field, JsonKind};

/// A property of the options of a union, by their places.
pub(super) struct Column<'a> {
    api: &'a Api,
    path: Vec<String>,
    options: Rc<[ObjectOption<'a>]>,
    /// For each option, the first one that declares the property in the same way; `None` if it is no field.
    alike: Vec<Option<usize>>,
    allowed: OnceCell<Vec<Allowed>>,
    /// As `allowed`, but with the kinds of the elements of lists, and the first option with the same cases.
    counted: OnceCell<Vec<(Allowed, usize)>>,
}

impl<'a> Selector<'a> {
    /// Returns the column of a property of the objects.
    pub(super) fn column(&self, path: &[String]) -> Rc<Column<'a>> {
        if let Some(column) = self.columns.borrow().get(path) {
            return Rc::clone(column);
        }
        let column = Rc::new(Column::new(self.api, path, Rc::clone(&self.objects)));
        self.columns.borrow_mut().insert(path.to_vec(), Rc::clone(&column));
        column
    }
}

impl<'a> Column<'a> {
    fn new(api: &'a Api, path: &[String], options: Rc<[ObjectOption<'a>]>) -> Self {
        let fields: Vec<Option<&Field>> = options.iter().map(|option| field(api, path, option)).collect();
        let is_alike =
            |one: &Field, other: &Field| one.presence == other.presence && one.r#type == other.r#type;
        let first = |own: &Field| fields.iter().position(|it| it.is_some_and(|other| is_alike(own, other)));
        let alike = fields.iter().map(|field| first((*field)?)).collect();
        let (allowed, counted) = (OnceCell::new(), OnceCell::new());
        Self { api, path: path.to_vec(), options, alike, allowed, counted }
    }

    /// Returns whether all options declare the property in the same way, so that it cannot distinguish any. Most
    /// properties are, and this is much faster than to compare the values they allow.
    pub fn is_alike(&self, options: &[ObjectOption<'_>]) -> bool {
        let alike = |option: &ObjectOption<'_>| self.alike.get(option.place).copied().flatten();
        let first = options.first().and_then(alike);
        first.is_some() && options.iter().all(|option| alike(option) == first)
    }

    /// Returns the values that an option allows.
    pub fn allowed(&self, option: &ObjectOption<'_>) -> &Allowed {
        let all = || self.options.iter().map(|option| Allowed::at(self.api, &self.path, option)).collect();
        &self.allowed.get_or_init(all)[option.place]
    }

    /// Returns the values that an option allows, if they distinguish it from others when properties are counted.
    pub fn values(&self, option: &ObjectOption<'_>, options: &[ObjectOption<'_>]) -> Option<Vec<Case>> {
        let allowed = self.allowed(option);
        // Elements of lists are no constants.
        let is_constant = allowed.cases.len() == 1 && allowed.literals().next().is_some();
        if self.is_alike(options) && !is_constant {
            return None;
        }
        let (own, cases) = self.counted(option);
        if own.any || own.cases.is_empty() {
            return None;
        }
        let has_literals = own.literals().next().is_some();
        let differs = |other: &ObjectOption<'_>| {
            let (other, other_cases) = self.counted(other);
            (other.is_declared || has_literals) && cases != other_cases
        };
        (is_constant || options.iter().any(differs)).then(|| own.cases.clone())
    }

    fn counted(&self, option: &ObjectOption<'_>) -> &(Allowed, usize) {
        let all = || {
            let mut all: Vec<(Allowed, usize)> = Vec::new();
            for option in self.options.iter() {
                let allowed = self.with_elements(option);
                let first = all.iter().position(|(other, _)| other.cases == allowed.cases);
                all.push((allowed, first.unwrap_or(all.len())));
            }
            all
        };
        &self.counted.get_or_init(all)[option.place]
    }

    fn with_elements(&self, option: &ObjectOption<'a>) -> Allowed {
        let mut allowed = self.allowed(option).clone();
        let list = Case::Kind(JsonKind::Array);
        if let Some(case) = allowed.cases.iter_mut().find(|case| **case == list) {
            let property = option.object.and_then(|object| within::property_of(object, self.path.last()?));
            let kinds = property.and_then(|property| Within::new(self.api).element_kinds(property));
            if let Some(kinds) = kinds {
                *case = Case::Elements(kinds);
            }
        }
        allowed
    }
}

/// Returns the field at a path of an option.
fn field<'a>(api: &'a Api, path: &[String], option: &ObjectOption<'a>) -> Option<&'a Field> {
    let (last, before) = path.split_last()?;
    let object = before.iter().try_fold(option.object?, |object, key| tag::nested(api, key, object))?;
    object.fields.iter().find(|field| field.key == *last)
}
