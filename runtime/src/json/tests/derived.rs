//! Models are formatted and compared like types with derived implementations.
#![expect(dead_code, reason = "the macros generate more methods than the tests call")]

use super::models::{Gitops, Loose, Policy};
use crate::{Extra, Map, Number, OrReference, Patch, Timestamp, TypedMap, Value, from_slice};

crate::scalar_enum! {
    /// A scale.
    #[values(i64)]
    enum Level {
        Low = 1,
        High = 2,
    }
}

/// Declares a model, a type with derived implementations and the same fields, and the conversion.
macro_rules! twins {
    ($($field:ident: $kind:ident<$type:ty> = $field_type:ty),* $(,)?) => {
        crate::response_object! {
            /// Fields of every kind.
            #[constructor(new, too_many_arguments)]
            struct Kinds {
                $(
                    /// A field.
                    pub $field: $kind<$type>
                ),*
            }
        }

        mod derived {
            use super::*;

            #[derive(Debug, PartialEq)]
            pub(super) struct Kinds {
                $(pub(super) $field: $field_type,)*
                pub(super) extra: Extra,
            }
        }

        fn derived(model: &Kinds) -> derived::Kinds {
            let model = model.clone();
            derived::Kinds { $($field: model.$field,)* extra: model.extra }
        }
    };
}

twins! {
    text: required<String> = String,
    r#type: required<Number> = Number,
    float: required<f64> = f64,
    unsigned: required<u64> = u64,
    short: required<i32> = i32,
    null: required<()> = (),
    nested: required<Option<Option<bool>>> = Option<Option<bool>>,
    policies: required<Vec<Policy>> = Vec<Policy>,
    references: required<Vec<OrReference<i64>>> = Vec<OrReference<i64>>,
    loose: required<Box<Loose>> = Box<Loose>,
    level: required<Level> = Level,
    gitops: optional<Gitops> = Option<Gitops>,
    time: optional<Timestamp> = Option<Timestamp>,
    patch: patch<Vec<f64>> = Patch<Vec<f64>>,
    map: optional<TypedMap<i64>> = Option<TypedMap<i64>>,
    free: optional<Map> = Option<Map>,
    any: optional<Value> = Option<Value>,
}

const REQUIRED: &str = r#""text":"a\"b","r#type":1.50,"float":0.5,"unsigned":1,"short":-1,"null":null,"nested":true,"policies":["allow","x"],"references":[1,"${a}"],"loose":[1],"level":1"#;

/// Texts of models that all differ.
fn texts() -> Vec<String> {
    let edits = [
        (r#"a\"b"#, "a"),
        ("1.50", "1.51"),
        ("0.5", "0.25"),
        (":1,", ":2,"),
        ("-1", "7"),
        ("true", "null"),
        (r#""x""#, r#""queue""#),
        ("${a}", "${b}"),
        (r#"[1,"$"#, r#"[2,"$"#),
        ("[1]", "[1,2]"),
        ("[1]", r#"{"branch":"a"}"#),
        ("[1]", r#""1""#),
        (r#""level":1"#, r#""level":3"#),
    ];
    let edited = edits.map(|(from, to)| format!("{{{}}}", REQUIRED.replacen(from, to, 1)));
    let optional = [
        "",
        r#","gitops":{"branch":"a"}"#,
        r#","gitops":{"branch":null}"#,
        r#","time":"2021-01-01T00:00:00Z""#,
        r#","patch":null"#,
        r#","patch":[]"#,
        r#","patch":[1.5]"#,
        r#","map":{"a":1}"#,
        r#","map":{"a":1,"b":null}"#,
        r#","map":{"b":1}"#,
        r#","free":{"a":[1,null]}"#,
        r#","any":null"#,
        r#","any":{"a":1}"#,
        r#","more":1"#,
    ];
    edited.into_iter().chain(optional.map(|more| format!("{{{REQUIRED}{more}}}"))).collect()
}

#[test]
fn formats_and_comparisons_are_as_derived() {
    let models = texts().into_iter().map(|text| from_slice::<Kinds>(text.as_bytes()).unwrap());
    let models: Vec<_> = models.collect();
    for (index, model) in models.iter().enumerate() {
        assert_eq!(format!("{model:?}"), format!("{:?}", derived(model)));
        assert_eq!(format!("{model:#?}"), format!("{:#?}", derived(model)));
        for (other_index, other) in models.iter().enumerate() {
            assert_eq!(model == other, derived(model) == derived(other), "{model:?} {other:?}");
            assert_eq!(model == other, index == other_index, "{model:?} {other:?}");
        }
    }
    let mut listed = models[0].clone();
    listed.policies[0] = Policy::Unknown("allow".to_owned());
    assert_ne!(listed, models[0]);
    assert_eq!(format!("{listed:?}"), format!("{:?}", derived(&listed)));
    let mut infinite = models[0].clone();
    infinite.float = f64::NAN;
    assert_ne!(infinite, infinite.clone());
}
