//! Lowers the document to the intermediate representation.
//!
//! One file per OpenAPI noun. `$ref`s are resolved, equal unnamed schemas are merged into one type,
//! and the variant selection of each union is chosen. This module does not deal with Rust: names are
//! still the words of the document.

mod circular;
mod content;
mod definitions;
mod direction;
mod discriminator;
mod encoding;
mod events;
mod extended;
mod finite;
mod fixed_tags;
mod fold;
mod form;
mod handle;
mod header;
mod hierarchy;
mod labels;
mod lowering;
mod merge;
mod notes;
mod object;
mod omitted;
mod operation;
mod option_names;
mod options;
mod parameter;
mod part;
mod patterns;
mod pointers;
mod read_only;
mod references;
mod response;
mod rules;
mod schema;
mod scope;
mod select;
mod service;
mod sibling;
mod stale;
mod status;
mod titled;
mod union;
mod values;
mod waiter;

use self::lowering::Lowering;
pub(crate) use self::notes::{default_value, without_default};
pub(crate) use self::part::{is_left_out, keep, similar};
use self::stale::StaleSettings;
use crate::diagnostic::Diagnostics;
use crate::document::Document;
use crate::ir::{Api, LeftOut};
use crate::settings::Settings;

/// Lowers a document. Problems are reported to `diagnostics`; the result is complete even then.
pub fn lower(
    document: &Document,
    settings: &Settings,
    settings_file: &str,
    diagnostics: &mut Diagnostics,
) -> Api {
    let mut lowering = Lowering::new(document, settings, diagnostics);
    let narrower = settings.reference_pattern.clone().filter(|pattern| {
        references::meaning(pattern) == Some(references::Meaning::Narrower)
            && patterns::compiled(pattern).is_ok()
    });
    let mut api = Api {
        file: document.location.file.to_string(),
        title: document.title.clone(),
        description: document.description.clone(),
        base_url: document.servers.first().map(|server| server.url.clone()).unwrap_or_default(),
        servers: service::servers(document),
        schemes: service::schemes(document),
        security: lowering.security(),
        tags: operation::tags(document),
        operations: Vec::new(),
        omitted: document.omitted.clone(),
        left_out: LeftOut::default(),
        types: Vec::new(),
        omitted_required: Vec::new(),
        scopes: Vec::new(),
        handles: Vec::new(),
        waiters: Vec::new(),
        token_variables: settings.environment.token.clone(),
        reference_pattern: narrower,
        base_url_variables: settings.environment.base_url.clone(),
    };
    api.operations = lowering.operations(&api.tags);
    api.scopes = scope::scopes(settings, &api.operations);
    lowering.models();
    let Lowering {
        definitions,
        used_constructor_properties,
        used_pages,
        used_formats,
        diagnostics,
        omitted,
        ..
    } = lowering;
    let mut omitted = omitted::listed::by_type(omitted, &definitions);
    let (types, mut discriminators, mut option_names) = definitions.into_parts();
    api.types = types;
    read_only::send(&mut api, &discriminators);
    direction::relax(&mut api);
    finite::check(&mut api, diagnostics);
    fold::fold(&mut api, &mut discriminators, &mut option_names, &mut omitted);
    handle::bind(&mut api, settings, settings_file, diagnostics);
    let used_omitted = omitted::relax(&mut api, &discriminators, &option_names, &omitted, settings);
    let mut siblings = select::sibling::select(&mut api, &option_names, settings);
    siblings.report(settings_file, diagnostics);
    let used_orders = select::select(&mut api, &discriminators, &mut siblings, settings, diagnostics);
    fixed_tags::fill(&mut api);
    let stale = StaleSettings {
        api: &api,
        document,
        settings,
        used_constructor_properties,
        used_orders,
        used_omitted,
        used_pages,
        used_formats,
    };
    stale.report(settings_file, diagnostics);
    scope::report(settings, settings_file, &api.operations, diagnostics);
    api.waiters = waiter::waiters(&api, settings, settings_file, diagnostics);
    api
}
