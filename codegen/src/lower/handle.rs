//! Lowers handles: assigns the operations below their paths to them, and binds the parameters of these operations.

use crate::diagnostic::{Code, Diagnostics};
use crate::document::placeholders;
use crate::ir::{Api, Bound, Handle, ParameterPlace, Type, is_below};
use crate::settings::{self, Settings};
use crate::source::Location;

/// Lowers the handles of the settings. Types must have been folded, so that equal ones have the same id.
pub(super) fn bind(api: &mut Api, settings: &Settings, settings_file: &str, diagnostics: &mut Diagnostics) {
    let list = Location::root(settings_file).join("handles");
    let mut valid: Vec<&settings::Handle> = Vec::new();
    for (index, handle) in settings.handles.iter().enumerate() {
        match problem(handle, &valid, api, settings) {
            Some(problem) => {
                let place = list.join(&index.to_string());
                let help = "remove the entry, or correct it";
                diagnostics.error(Code::SettingWithoutEffect, &place, problem, help);
            }
            None => valid.push(handle),
        }
    }
    let parents: Vec<_> = valid.iter().map(|handle| innermost(&valid, &handle.path)).collect();
    for operation in &mut api.operations {
        operation.handle = innermost(&valid, &operation.path);
    }
    for (handle, parent) in valid.iter().zip(parents) {
        let own = own_parameters(handle, parent.map(|parent| valid[parent].path.as_str()));
        let parameters = own.into_iter().map(|name| {
            let r#type = type_of(&name, handle, api, diagnostics);
            Bound { name, r#type }
        });
        let parameters = parameters.collect();
        let settings::Handle { path, name, description } = (*handle).clone();
        api.handles.push(Handle { name, description, path, parent, parameters });
    }
    bind_operations(api);
}

/// Returns why a handle cannot be used.
fn problem(
    handle: &settings::Handle,
    earlier: &[&settings::Handle],
    api: &Api,
    settings: &Settings,
) -> Option<String> {
    let path = &handle.path;
    if let Some(first) = earlier.iter().find(|earlier| earlier.path == *path) {
        return Some(format!("`{path}` already has the handle `{}`", first.name));
    }
    if !api.operations.iter().any(|operation| operation.is_below(path)) {
        return Some(format!("no operation is below `{path}`"));
    }
    let all: Vec<_> = settings.handles.iter().collect();
    let parent = innermost(&all, path).map(|parent| settings.handles[parent].path.as_str());
    own_parameters(handle, parent)
        .is_empty()
        .then(|| format!("`{path}` has no parameter that the handle could bind"))
}

/// Returns the handle with the longest path above a path.
fn innermost(handles: &[&settings::Handle], path: &str) -> Option<usize> {
    let handles = handles.iter().enumerate().filter(|(_, handle)| is_below(path, &handle.path));
    handles.max_by_key(|(_, handle)| handle.path.len()).map(|(index, _)| index)
}

/// Returns the parameters of a handle that those above it do not bind.
fn own_parameters(handle: &settings::Handle, parent: Option<&str>) -> Vec<String> {
    let above = parent.map(placeholders).unwrap_or_default();
    let mut own = Vec::new();
    for name in placeholders(&handle.path) {
        if !above.contains(&name) && !own.contains(&name) {
            own.push(name);
        }
    }
    own
}

/// Returns the type of a parameter in the operations below a handle, and reports those that give it another one.
fn type_of(name: &str, handle: &settings::Handle, api: &Api, diagnostics: &mut Diagnostics) -> Type {
    let operations = api.operations.iter().filter(|operation| operation.is_below(&handle.path));
    let mut parameters = operations.flat_map(|operation| {
        let parameters = operation.parameters.iter();
        let parameters = parameters.filter(|it| it.place == ParameterPlace::Path && it.name == name);
        parameters.map(move |parameter| (operation, parameter))
    });
    // Every placeholder has a parameter; operations without one are omitted.
    let Some((first, r#type)) = parameters.next().map(|(first, it)| (first, &it.r#type)) else {
        return Type::Any;
    };
    for (operation, parameter) in parameters.filter(|(_, parameter)| !is_same(r#type, &parameter.r#type)) {
        diagnostics.error(
            Code::HandleParameter,
            &parameter.location,
            format!(
                "the handle `{}` cannot bind `{name}`, which has different types in `{}` and `{}`",
                handle.name, first.id, operation.id
            ),
            "give the parameter the same type in all operations below the path of the handle, or remove the handle from \
             the settings",
        );
    }
    r#type.clone()
}

/// Returns whether two types are the same apart from their rules, which each operation checks itself.
fn is_same(one: &Type, other: &Type) -> bool {
    match (one, other) {
        (Type::Limited(one, _), other) | (other, Type::Limited(one, _)) => is_same(one, other),
        (Type::Integer(one), Type::Integer(other)) => one.is_unsigned() == other.is_unsigned(),
        (Type::String(one), Type::String(other)) => one.format == other.format,
        (Type::Number(_), Type::Number(_)) => true,
        (Type::List(one, _), Type::List(other, _))
        | (Type::Map(one), Type::Map(other))
        | (Type::Nullable(one), Type::Nullable(other))
        | (Type::OrReference(one), Type::OrReference(other)) => is_same(one, other),
        (one, other) => one == other,
    }
}

/// Marks the parameters that handles bind.
fn bind_operations(api: &mut Api) {
    for index in 0..api.operations.len() {
        let Some(handle) = api.operations[index].handle else { continue };
        for (handle, own) in api.bound_parameters(handle) {
            let name = &api.handles[handle].parameters[own].name;
            let mut parameters = api.operations[index].parameters.iter_mut();
            let parameter = parameters.find(|it| it.place == ParameterPlace::Path && it.name == *name);
            if let Some(parameter) = parameter {
                parameter.bound = Some((handle, own));
            }
        }
    }
}
