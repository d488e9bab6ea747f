//! The report and the crate scaffold of every fixture.

use std::collections::BTreeSet;

use faithful_codegen::ir::Basis;
use faithful_codegen::report::report;
use faithful_codegen::{Generated, Scaffold, counted, scaffold};
use tests::{Outcome, fixture, none_of};

fn generated() -> Outcome<Vec<(String, Generated)>> {
    let fixtures = fixture::all()?.into_iter();
    let generated = fixtures.filter_map(|fixture| Some((fixture.name.clone(), fixture.generate().ok()?)));
    Ok(generated.collect())
}

#[test]
fn report_lists_every_operation_and_union_with_its_basis() -> Outcome {
    let mut problems = Vec::new();
    let mut kinds = BTreeSet::new();
    for (name, generated) in generated()? {
        let report = report(&generated);
        let list = |key: &str| report[key].as_array().cloned().unwrap_or_default();
        let unions = list("unions");
        let with_basis = |basis: Basis| unions.iter().filter(|it| it["basis"] == basis.as_str()).count();
        let summary = &generated.summary;
        let inferred = summary.unions_by_tag + summary.unions_by_keys + summary.unions_by_kind;
        let counts = [
            (list("operations").len(), summary.operations),
            (list("omitted_operations").len(), summary.omitted),
            (list("omitted_required").len(), summary.omitted_required),
            (with_basis(Basis::Explicit), summary.unions_explicit),
            (with_basis(Basis::Inferred), inferred),
            (with_basis(Basis::Heuristic), summary.unions_heuristic),
            (list("diagnostics").len(), generated.diagnostics.len()),
        ];
        if counts.iter().any(|(reported, counted)| reported != counted) {
            problems.push(format!("{name}: {counts:?}"));
        }
        kinds.extend(unions.iter().filter_map(|union| union["by"].as_object()?.keys().next().cloned()));
        // The text summary has the same numbers as the JSON report.
        if !summary.to_string().starts_with(&format!("{}\n", counted(summary.operations, "operation"))) {
            problems.push(format!("{name}: {summary}"));
        }
        if report["left_out"] != serde_json::json!({ "operations": [], "types": [] }) {
            problems.push(format!("{name}: {}", report["left_out"]));
        }
        if report["types"]["distinct"] != generated.api.types.len() {
            problems.push(format!("{name}: {}", report["types"]));
        }
    }
    assert!(
        kinds.iter().eq(["absent", "beside", "branch", "heuristic", "keys", "kind", "tag"]),
        "unions are selected by {kinds:?}"
    );
    none_of(&problems, "the report is wrong for these fixtures", "see codegen/src/report.rs")
}

/// Nodes are the places of schemas that have or share a named type. The expected numbers are counted by hand.
#[test]
fn report_counts_schema_places_and_distinct_types() -> Outcome {
    let counted = [
        ("recursion-folded-itself", 3, 1),
        ("recursion-folded-pair", 4, 2),
        ("recursion-folded-unrolled", 3, 1),
        ("recursion-folded-component", 3, 1),
        ("recursion-named-equal", 6, 4),
        ("recursion-not-folded", 6, 6),
        ("recursion-not-folded-by", 15, 15),
    ];
    let generated = generated()?;
    for (name, nodes, distinct) in counted {
        let (_, generated) = generated.iter().find(|(it, _)| it == name).ok_or(name)?;
        let types = &report(generated)["types"];
        assert_eq!(types["nodes"], nodes, "{name}: {types}");
        assert_eq!(types["distinct"], distinct, "{name}: {types}");
        assert_eq!(types["folded"], nodes - distinct, "{name}: {types}");
    }
    Ok(())
}

/// Some systems ignore the case of names.
#[test]
fn no_two_files_differ_only_in_case() -> Outcome {
    let mut problems = Vec::new();
    for (name, generated) in generated()? {
        let mut paths = BTreeSet::new();
        let files = generated.files.iter().map(|(path, _)| path.to_lowercase());
        problems
            .extend(files.filter(|path| !paths.insert(path.clone())).map(|path| format!("{name}: {path}")));
    }
    none_of(
        &problems,
        "these files would replace each other on some systems",
        "see codegen/src/names/files.rs",
    )
}

#[test]
fn scaffold_has_a_feature_per_tag_and_a_module_per_folder() -> Outcome {
    let mut problems = Vec::new();
    let about = Scaffold {
        package: "own-client".to_owned(),
        runtime: "the-runtime".to_owned(),
        runtime_path: Some("../the-runtime".to_owned()),
        runtime_features: vec!["rustls".to_owned(), "blocking".to_owned()],
        runtime_defaults: vec!["rustls".to_owned()],
        ..Scaffold::default()
    };
    for (name, generated) in generated()? {
        let files = scaffold(&generated, &about);
        let (manifest, library) = (files.get("Cargo.toml"), files.get("src/lib.rs"));
        let (manifest, library) = (manifest.unwrap_or_default(), library.unwrap_or_default());
        let named = generated.files.iter().flat_map(|(_, text)| text.split("feature = \"").skip(1));
        let named = named.filter_map(|text| text.split('"').next());
        for feature in named.collect::<BTreeSet<_>>() {
            if !manifest.contains(&format!("\n{feature:?} = []\n"))
                && !manifest.contains(&format!("\n{feature} = []\n"))
            {
                problems.push(format!("{name}: no feature {feature}"));
            }
        }
        let passed_on =
            ["rustls", "blocking"].map(|feature| format!("\n{feature} = [\"the-runtime/{feature}\"]\n"));
        problems.extend(
            passed_on.iter().filter(|it| !manifest.contains(*it)).map(|it| format!("{name}: no `{it}`")),
        );
        let expected =
            ["pub use the_runtime as runtime;", "pub mod api;", "pub mod models;", "pub use api::Client;"];
        problems.extend(
            expected.iter().filter(|it| !library.contains(*it)).map(|it| format!("{name}: no `{it}`")),
        );
    }
    none_of(&problems, "the scaffolds of these fixtures are incomplete", "see codegen/src/scaffold.rs")
}
