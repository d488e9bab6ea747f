//! The macro that declares an object model, and the macros it expands to.

/// Declares a model of a JSON object: the struct, its constructor and setters, and its [`Json`](crate::Json)
/// implementation.
///
/// The type of a field is wrapped in a marker, which determines whether the property is required, the actual type of
/// the field, and whether the constructor takes it:
///
/// | marker | in JSON | type of the field | constructor `new` |
/// |---|---|---|---|
/// | `required<T>` | required | `T` | takes `impl Into<T>` |
/// | `required_typed<T>` | required | `T` | takes `T`, so that a literal needs no type annotation |
/// | `optional<T>` | optional | `Option<T>` | does not take it; starts as `None` |
/// | `optional_in_new<T>` | optional | `Option<T>` | takes `impl Into<T>` |
/// | `constant<T, value>` | optional, with one value | `Option<T>` | does not take it; starts as `Some(value)` |
/// | `required_constant<T, value>` | required, with one value | `T` | does not take it; starts as `value` |
/// | `patch<T>` | optional, nullable | [`Patch<T>`](crate::Patch) | does not take it; starts as `Patch::Keep` |
/// | `patch_in_new<T>` | optional, nullable | [`Patch<T>`](crate::Patch) | takes `impl Into<Patch<T>>` |
///
/// Attributes of the struct, in this order; all but the last are optional:
///
/// - `#[used_by("feature", "Group::method")]`: a link in the documentation, to a method that exists with a feature; in
///   brackets (`["Handle::method"]`), if it is a method of a handle.
/// - `#[derive(Default)]`, or `#[default(new)]` if the constructor `new` takes no arguments: no property is required.
/// - `#[literal("name", "value")]`: a property that always has this string value and needs no field.
/// - `#[properties(min_properties = 1)]`: rules for the set of properties.
/// - `#[additional_properties(T, …)]`: the type and the rules of properties that have no field.
/// - `#[constructor(new)]`: names the constructor, so that an editor's "go to definition" leads to the declaration.
///   `#[constructor(new, too_many_arguments)]` also expects that Clippy lint.
///
/// `#[json("name", …)]` on a field gives the name of the property, if it differs from the field's, and the rules its
/// value must satisfy.
///
/// The constant `SIBLING_TAGS` after the struct lists the unions whose variant is selected by another property of the
/// struct, with the values that select each variant.
///
/// The macro adds a private field `extra` for unknown properties. A setter repeats the doc comment of its field.
///
/// ```
/// mod models {
///     faithful_runtime::object! {
///         /// A wheel.
///         #[literal("kind", "Wheel")]
///         #[constructor(new)]
///         pub struct Wheel {
///             /// Display name.
///             #[json("name", max_length = 20)]
///             pub name: required<String>,
///             /// Number of spokes.
///             #[json("spokeCount", minimum = 3)]
///             pub spokes: optional<i64>,
///         }
///     }
/// }
/// let wheel = models::Wheel::new("front").spokes(2);
/// assert_eq!(faithful_runtime::to_vec(&wheel), br#"{"kind":"Wheel","name":"front","spokeCount":2}"#);
/// assert_eq!(wheel.validate().unwrap_err().to_string(), "$.spokeCount: must be at least 3, is 2");
/// ```
#[macro_export]
macro_rules! object {
    (
        $(#[doc = $doc:expr])*
        $(#[used_by($feature:literal, $method:tt)])*
        $(#[derive($derive:ident)])?
        $(#[default($default:ident)])?
        $(#[literal($literal_key:literal, $literal_value:literal)])*
        $(#[properties($($set_rule:tt)+)])?
        $(#[additional_properties($rest:ty $(, $($rest_rule:tt)+)?)])?
        #[constructor($new:ident $(, $lint:ident)?)]
        $visibility:vis struct $name:ident {
            $(
                $(#[doc = $field_doc:expr])*
                $(#[json($key:literal $(, $($rule:tt)+)?)])?
                $field_visibility:vis $field:ident :
                    $(required<$required:ty $(,)?>)? $(required_typed<$required_typed:ty $(,)?>)? $(optional<$optional:ty $(,)?>)? $(patch<$patch:ty $(,)?>)?
                    $(optional_in_new<$optional_in_new:ty $(,)?>)? $(patch_in_new<$patch_in_new:ty $(,)?>)?
                    $(constant<$constant:ty, $constant_value:literal $(,)?>)?
                    $(required_constant<$required_constant:ty, $required_value:literal $(,)?>)?
            ),* $(,)?
        }
        $(const $siblings:ident: SiblingTags = $sibling_tags:expr;)?
    ) => {
        $(#[doc = $doc])*
        $(#[cfg_attr(feature = $feature, doc = $crate::used_by!($feature, $method))])*
        #[derive(Clone $(, $derive)?)]
        #[non_exhaustive]
        $visibility struct $name {
            $(
                $(#[doc = $field_doc])*
                #[doc = ""]
                $field_visibility $field:
                    $($required)? $($required_typed)? $(::core::option::Option<$optional>)? $($crate::Patch<$patch>)?
                    $(::core::option::Option<$optional_in_new>)? $($crate::Patch<$patch_in_new>)?
                    $(::core::option::Option<$constant>)? $($required_constant)?,
            )*
            extra: $crate::Extra,
        }

        impl $name {
            /// Creates a value from its required fields; optional fields start as `None`.
            $( #[expect(clippy::$lint, reason = "the API requires each of these properties")] )?
            #[must_use]
            #[inline]
            pub fn $new($(
                $($field: impl ::core::convert::Into<$required>,)?
                $($field: $required_typed,)?
                $($field: impl ::core::convert::Into<$optional_in_new>,)?
                $($field: impl ::core::convert::Into<$crate::Patch<$patch_in_new>>,)?
            )*) -> Self {
                Self {
                    $($field:
                        $(::core::convert::Into::<$required>::into($field))?
                        $({ let value: $required_typed = $field; value })?
                        $(::core::option::Option::<$optional>::None)?
                        $($crate::Patch::<$patch>::Keep)?
                        $(::core::option::Option::Some(::core::convert::Into::<$optional_in_new>::into($field)))?
                        $(::core::convert::Into::<$crate::Patch<$patch_in_new>>::into($field))?
                        $(::core::option::Option::Some(::core::convert::Into::<$constant>::into($constant_value)))?
                        $(::core::convert::Into::<$required_constant>::into($required_value))?,
                    )*
                    extra: $crate::Extra::default(),
                }
            }

            $(
                $crate::json_setter! {
                    $field $(#[doc = $field_doc])*
                    $(optional $optional)? $(patch $patch)? $(optional $optional_in_new)? $(patch $patch_in_new)?
                    $(optional $constant)?
                }
            )*

            $(
                /// Sets a property that has no field.
                #[must_use]
                pub fn with_extra(
                    mut self,
                    key: impl ::core::convert::Into<String>,
                    value: impl ::core::convert::Into<$rest>,
                ) -> Self {
                    self.extra.insert_typed::<$rest>(
                        ::core::convert::Into::into(key),
                        &::core::convert::Into::into(value),
                    );
                    self
                }
            )?

            /// Checks the value against the constraints of the API: lengths, patterns, ranges, enum values.
            ///
            /// # Errors
            /// Returns all violations, each with its JSON path, if there is at least one.
            #[inline]
            pub fn validate(&self) -> ::core::result::Result<(), $crate::Violations> {
                $crate::validate(self, &$crate::Rule::NONE)
            }
        }

        $(
            #[automatically_derived]
            impl ::core::default::Default for $name {
                #[inline]
                fn default() -> Self {
                    Self::$default()
                }
            }
        )?

        $crate::json_object! {
            $name
            $(literal ($literal_key, $literal_value))*
            $(properties ($($set_rule)+))?
            $(rest ($rest $(, $($rest_rule)+)?))?
            $(siblings $siblings = $sibling_tags)?;
            $( {
                $field [$($key $(, $($rule)+)?)?]
                $(required $required;)? $(required $required_typed;)? $(optional $optional;)? $(patch $patch;)?
                $(optional $optional_in_new;)? $(patch $patch_in_new;)?
                $(optional $constant;)? $(required $required_constant;)?
            } )*
        }
    };
}

/// Declares a model of a JSON object that is only read, in the syntax of [`object!`](crate::object). It has neither a
/// constructor nor setters, unless the feature `testing-models` is enabled.
///
/// ```
/// mod models {
///     faithful_runtime::response_object! {
///         /// A wheel.
///         #[constructor(new)]
///         pub struct Wheel {
///             /// Display name.
///             pub name: required<String>,
///         }
///     }
/// }
/// let wheel: models::Wheel = faithful_runtime::from_slice(br#"{"name":"front"}"#)?;
/// assert_eq!(wheel.name, "front");
/// # Ok::<(), faithful_runtime::ReadError>(())
/// ```
#[cfg(not(feature = "testing-models"))]
#[macro_export]
macro_rules! response_object {
    (
        $(#[doc = $doc:expr])*
        $(#[used_by($feature:literal, $method:tt)])*
        $(#[derive($derive:ident)])?
        $(#[default($default:ident)])?
        $(#[literal($literal_key:literal, $literal_value:literal)])*
        $(#[properties($($set_rule:tt)+)])?
        $(#[additional_properties($rest:ty $(, $($rest_rule:tt)+)?)])?
        #[constructor($new:ident $(, $lint:ident)?)]
        $visibility:vis struct $name:ident {
            $(
                $(#[doc = $field_doc:expr])*
                $(#[json($key:literal $(, $($rule:tt)+)?)])?
                $field_visibility:vis $field:ident :
                    $(required<$required:ty $(,)?>)? $(required_typed<$required_typed:ty $(,)?>)? $(optional<$optional:ty $(,)?>)? $(patch<$patch:ty $(,)?>)?
                    $(optional_in_new<$optional_in_new:ty $(,)?>)? $(patch_in_new<$patch_in_new:ty $(,)?>)?
                    $(constant<$constant:ty, $constant_value:literal $(,)?>)?
                    $(required_constant<$required_constant:ty, $required_value:literal $(,)?>)?
            ),* $(,)?
        }
        $(const $siblings:ident: SiblingTags = $sibling_tags:expr;)?
    ) => {
        $(#[doc = $doc])*
        $(#[cfg_attr(feature = $feature, doc = $crate::used_by!($feature, $method))])*
        #[derive(Clone)]
        #[non_exhaustive]
        $visibility struct $name {
            $(
                $(#[doc = $field_doc])*
                #[doc = ""]
                $field_visibility $field:
                    $($required)? $($required_typed)? $(::core::option::Option<$optional>)? $($crate::Patch<$patch>)?
                    $(::core::option::Option<$optional_in_new>)? $($crate::Patch<$patch_in_new>)?
                    $(::core::option::Option<$constant>)? $($required_constant)?,
            )*
            extra: $crate::Extra,
        }

        $crate::json_object! {
            $name
            $(literal ($literal_key, $literal_value))*
            $(properties ($($set_rule)+))?
            $(rest ($rest $(, $($rest_rule)+)?))?
            $(siblings $siblings = $sibling_tags)?;
            $( {
                $field [$($key $(, $($rule)+)?)?]
                $(required $required;)? $(required $required_typed;)? $(optional $optional;)? $(patch $patch;)?
                $(optional $optional_in_new;)? $(patch $patch_in_new;)?
                $(optional $constant;)? $(required $required_constant;)?
            } )*
        }
    };
}

/// Declares a model of a JSON object that is only read, in the syntax of [`object!`](crate::object). The feature
/// `testing-models` is enabled, so it has a constructor and setters like any other model.
#[cfg(feature = "testing-models")]
#[macro_export]
macro_rules! response_object {
    ($($declaration:tt)*) => {
        $crate::object! { $($declaration)* }
    };
}

/// The items that are declared within, if the feature `testing-models` is enabled.
#[cfg(not(feature = "testing-models"))]
#[doc(hidden)]
#[macro_export]
macro_rules! testing_models {
    ($($item:item)*) => {};
}

/// The items that are declared within, if the feature `testing-models` is enabled.
#[cfg(feature = "testing-models")]
#[doc(hidden)]
#[macro_export]
macro_rules! testing_models {
    ($($item:item)*) => { $($item)* };
}

/// What all objects have: reading, writing, checking, comparing and formatting.
#[doc(hidden)]
#[macro_export]
macro_rules! json_object {
    (
        $name:ident
        $(literal ($literal_key:literal, $literal_value:literal))*
        $(properties ($($set_rule:tt)+))?
        $(rest ($rest:ty $(, $($rest_rule:tt)+)?))?
        $(siblings $siblings:ident = $sibling_tags:expr)?;
        $( {
            $field:ident [$($key:literal $(, $($rule:tt)+)?)?]
            $(required $required:ty;)? $(optional $optional:ty;)? $(patch $patch:ty;)?
        } )*
    ) => {
        impl $name {
            /// Returns the properties that are unknown to this version.
            #[must_use]
            #[inline]
            pub fn extra(&self) -> &$crate::Extra {
                &self.extra
            }

            /// Returns a mutable reference to the properties that are unknown to this version.
            #[inline]
            pub fn extra_mut(&mut self) -> &mut $crate::Extra {
                &mut self.extra
            }

            $(
                /// Returns the properties without a field, read as the type that the API declares for them.
                ///
                /// # Errors
                /// If a value has another type; [`extra`](Self::extra) contains it unchanged.
                pub fn typed_extra(
                    &self,
                ) -> ::core::result::Result<::std::collections::BTreeMap<String, $rest>, $crate::ReadError> {
                    self.extra.typed()
                }
            )?
        }

        const _: () = {
            $(
                static $siblings: $crate::model_parts::selection::SiblingTags = {
                    // Only here, because models may have the names of these types.
                    use $crate::model_parts::selection::*;
                    $sibling_tags
                };
            )?

            static SHAPE: $crate::model_parts::Shape = $crate::model_parts::Shape::new(
                stringify!($name),
                &[$(($literal_key, $literal_value)),*],
                &[$($crate::json_field!($field $($key)?; $($required)?)),*],
            )
            .with_rules(&[$($($(($key, $crate::json_rule!($($rule)+)),)?)?)*])
            $(.with_set_rule($crate::json_rule!($($set_rule)+)))?
            $(.with_rest($crate::model_parts::check_rest::<$rest>, $crate::json_rule!($($($rest_rule)+)?)))?
            $(.with_siblings($siblings))?;

            impl $crate::Json for $name {
                fn empty() -> Self {
                    Self {
                        $( $($field: <$required as $crate::Json>::empty(),)? )*
                        $( $($field: ::core::option::Option::<$optional>::None,)? )*
                        $( $($field: $crate::Patch::<$patch>::Keep,)? )*
                        extra: $crate::Extra::EMPTY,
                    }
                }
            }

            impl $crate::model_parts::Part for $name {
                fn fill(
                    &mut self,
                    reader: &mut $crate::Reader<'_>,
                    place: $crate::model_parts::Place,
                ) -> ::core::result::Result<(), $crate::ReadError> {
                    let fields: &mut [&mut $crate::model_parts::Field] = &mut [$(&mut self.$field),*];
                    $crate::model_parts::read_fields(reader, &SHAPE, fields, &mut self.extra, place)
                }

                fn view(&self) -> $crate::model_parts::View<'_> {
                    $crate::model_parts::View::Model(self)
                }
            }

            impl $crate::model_parts::Parts for $name {
                fn visit(&self, visitor: &mut dyn $crate::model_parts::Visitor) {
                    visitor.object(&SHAPE, &[$(&self.$field),*], &self.extra);
                }
            }

            #[automatically_derived]
            impl ::core::fmt::Debug for $name {
                #[inline]
                fn fmt(&self, formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                    $crate::model_parts::debug(self, formatter)
                }
            }

            #[automatically_derived]
            impl ::core::cmp::PartialEq for $name {
                #[inline]
                fn eq(&self, other: &Self) -> bool {
                    $crate::model_parts::equal(self, other)
                }
            }
        };

        $crate::json_bridge! { $name }
    };
}

/// An entry in the table of properties: the name, which defaults to that of the field, and whether it is required.
#[doc(hidden)]
#[macro_export]
macro_rules! json_field {
    ($field:ident;) => {
        (stringify!($field), false, stringify!($field))
    };
    ($field:ident; $required:ty) => {
        (stringify!($field), true, stringify!($field))
    };
    ($field:ident $key:literal;) => {
        ($key, false, stringify!($field))
    };
    ($field:ident $key:literal; $required:ty) => {
        ($key, true, stringify!($field))
    };
}

/// The setter of an optional field. A required field has none, because the constructor takes it.
#[doc(hidden)]
#[macro_export]
macro_rules! json_setter {
    ($field:ident $(#[doc = $doc:expr])*) => {};
    ($field:ident $(#[doc = $doc:expr])* optional $type:ty) => {
        /// Sets the field of the same name.
        ///
        $(#[doc = $doc])*
        #[must_use]
        #[inline]
        pub fn $field(mut self, value: impl ::core::convert::Into<$type>) -> Self {
            self.$field = ::core::option::Option::Some(::core::convert::Into::into(value));
            self
        }
    };
    ($field:ident $(#[doc = $doc:expr])* patch $type:ty) => {
        /// Sets the field of the same name; `None` sets it to null.
        ///
        $(#[doc = $doc])*
        #[must_use]
        #[inline]
        pub fn $field(mut self, value: impl ::core::convert::Into<$crate::Patch<$type>>) -> Self {
            self.$field = ::core::convert::Into::into(value);
            self
        }
    };
}

/// The serde implementations of a model.
#[doc(hidden)]
#[macro_export]
macro_rules! json_bridge {
    ($name:ident) => {
        impl $crate::model_parts::serde::Serialize for $name {
            fn serialize<S: $crate::model_parts::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                $crate::model_parts::serialize(self, serializer)
            }
        }

        impl<'de> $crate::model_parts::serde::Deserialize<'de> for $name {
            fn deserialize<D: $crate::model_parts::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::model_parts::deserialize(deserializer)
            }
        }
    };
}
