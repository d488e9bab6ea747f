//! The diagnostic codes, in one table with their explanations. `faithful explain` and the reference pages
//! in `docs/diagnostics/` are generated from it.

/// A minimal example of a code: file names and their contents.
pub type Example = &'static [(&'static str, &'static str)];

/// The severity of a diagnostic.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub enum Severity {
    /// Nothing is generated.
    Error,
    /// The output is complete, but the author of the document should check it.
    Warning,
}

impl Severity {
    /// Returns the name that is printed.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

/// Generates [`Code`] and its explanations from the table.
macro_rules! codes {
    ($($(#[doc = $meaning:literal])+ $variant:ident = $name:literal {
        why: $why:literal,
        remedy: $remedy:expr,
        example: $example:expr,
    },)+) => {
        /// The kind of a diagnostic, with a stable name that can be searched for.
        #[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
        pub enum Code {
            $($(#[doc = $meaning])+ $variant,)+
        }

        impl Code {
            /// All codes, sorted by name.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// Returns the name that is printed.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)+
                }
            }

            /// Returns the meaning of the code in one sentence.
            #[must_use]
            pub fn meaning(self) -> &'static str {
                match self {
                    $(Self::$variant => concat!($($meaning),+).trim_ascii(),)+
                }
            }

            /// Returns the reason why the code is reported.
            #[must_use]
            pub fn why(self) -> &'static str {
                match self {
                    $(Self::$variant => $why,)+
                }
            }

            /// Returns how to fix it.
            #[must_use]
            pub fn remedy(self) -> &'static str {
                match self {
                    $(Self::$variant => $remedy,)+
                }
            }

            /// Returns a minimal example: a document, and a settings or lock file if the code requires one.
            #[must_use]
            pub fn example(self) -> Example {
                match self {
                    $(Self::$variant => $example,)+
                }
            }
        }
    };
}

macro_rules! example {
    ($name:literal) => {
        &[("openapi.json", include_str!(concat!("examples/", $name, ".json")))]
    };
    ($name:literal, yaml) => {
        &[("openapi.yaml", include_str!(concat!("examples/", $name, ".yaml")))]
    };
    ($name:literal, settings) => {
        &[
            ("openapi.json", include_str!(concat!("examples/", $name, ".json"))),
            ("settings.json", include_str!(concat!("examples/", $name, ".settings.json"))),
        ]
    };
    ($name:literal, lock) => {
        &[
            ("openapi.json", include_str!(concat!("examples/", $name, ".json"))),
            ("names.lock.json", include_str!(concat!("examples/", $name, ".lock.json"))),
        ]
    };
    ($name:literal, overlay) => {
        &[
            ("openapi.json", include_str!(concat!("examples/", $name, ".json"))),
            ("settings.json", include_str!(concat!("examples/", $name, ".settings.json"))),
            ("overlay.json", include_str!(concat!("examples/", $name, ".overlay.json"))),
        ]
    };
    ($name:literal, corrections) => {
        &[
            ("openapi.json", include_str!(concat!("examples/", $name, ".json"))),
            ("settings.json", include_str!(concat!("examples/", $name, ".settings.json"))),
            ("corrections.json", include_str!(concat!("examples/", $name, ".corrections.json"))),
        ]
    };
}

codes! {
    /// A response has pages, but not exactly one list and a parameter for the cursor.
    AmbiguousPage = "ambiguous-page" {
        why: "The response has the flag for another page that the settings describe under `pagination`, but it has no list, \
              or several of them, or the operation does not declare the parameter that takes the cursor. Without \
              exactly one list there are no items to return, and without the parameter no next page can be requested. \
              The response is read as a single value, with all of its properties.",
        remedy: "Name the list under `pagination.operations` in the settings, or set `items` to null there if the response is \
                 not a page. If the parameter is missing in the document, declare it, for example with a correction.",
        example: example!("ambiguous-page", settings),
    },
    /// The variant selection of a union differs from the one in the lock file.
    ChangedSelection = "changed-selection" {
        why: "How a union selects its variant is derived from the document and recorded in the lock file \
              next to it. After an edit of the document the result is different: a value that used to be \
              one variant may now be another.",
        remedy: "Review the edit. If the new selection is intended, commit the new lock file.",
        example: example!("changed-selection", lock),
    },
    /// A schema has a part that lists the schema itself as an option.
    CircularInheritance = "circular-inheritance" {
        why: "The parent lists its children in `oneOf` or `anyOf`, and the children refer to the parent in \
              `allOf`. By the letter, each child is a union of all children, without end. The parent is read \
              as a union of its children, and each child has the properties of the parent.",
        remedy: "Move the properties of the parent into a schema of their own, to which the children and, if \
                 necessary, the parent refer.",
        example: example!("circular-inheritance"),
    },
    /// Two keywords of a schema contradict each other.
    ConflictingKeywords = "conflicting-keywords" {
        why: "No value satisfies the schema, because two of its keywords contradict each other: for example, \
              `type` is `string` and all values of `enum` are numbers. The service accepts some value \
              nevertheless, so keywords that contradict each other are ignored, and the rest of the schema \
              applies. Without limits, such as `minLength: 5` and `maxLength: 2`, its type remains. Without \
              `type`, `enum` or `const`, nothing is known about the value: the schema is read as any value, \
              which nothing checks.",
        remedy: "Correct one of the two keywords, in the document or with a correction.",
        example: example!("conflicting-keywords"),
    },
    /// Schemas that apply to the same value contradict each other.
    ConflictingParts = "conflicting-parts" {
        why: "The parts of an `allOf`, and the keywords next to it, all apply to the same value. Here they \
              contradict each other, so no value is valid. As in a single schema (`conflicting-keywords`), \
              contradictory limits are ignored, and after any other conflict, the smallest schema that \
              contains it is read as any value; an option of a union is omitted, and so is an optional property that \
              one part declares and another rejects with `additionalProperties`.",
        remedy: "Check both places and correct one of them, in the document or with a correction. To close \
                 the whole object instead of one part, use `unevaluatedProperties: false` next to the \
                 parts.",
        example: example!("conflicting-parts"),
    },
    /// A correction no longer matches the document.
    CorrectionMismatch = "correction-mismatch" {
        why: "A correction states the value that it replaces, so that it is not applied to something else \
              when the document changes. The value at this location is now different, or the location no \
              longer exists.",
        remedy: "Check the location. If the mistake was fixed upstream, remove the correction; if the value \
                 changed in another way, update `printed`.",
        example: example!("correction-mismatch", corrections),
    },
    /// A correction changes nothing.
    CorrectionWithoutEffect = "correction-without-effect" {
        why: "`printed` and `corrected` are equal, so the entry has no effect and would mislead its \
              readers.",
        remedy: "Remove the correction.",
        example: example!("correction-without-effect", corrections),
    },
    /// The target of a `$ref` does not exist.
    DanglingReference = "dangling-reference" {
        why: "There is no value at the target of the `$ref`, or the target is a network address. The \
              generator never accesses the network, because the same input must produce the same output. A \
              security requirement may also name a scheme that does not exist; the client then sends no \
              credential for it, and it is only a warning.",
        remedy: "Correct the path or the JSON pointer. In a pointer, `/` is written `~1` and `~` is written \
                 `~0`. Copy a remote schema into a file next to the document.",
        example: example!("dangling-reference"),
    },
    /// A discriminator does not match the options of its union.
    DiscriminatorMismatch = "discriminator-mismatch" {
        why: "A discriminator names the property that selects the option of a value. Here, an option does \
              not declare that property, so its values do not identify themselves, or the mapping refers to \
              a schema that is not an option. The discriminator is used wherever it can be; other values \
              are selected by their properties, or preserved unchanged. If the settings name a discriminator \
              beside the union, some of its values select no option, or no value selects some of the options.",
        remedy: "Correct the discriminator, or declare its property in each option, in the document or with \
                 a correction. Add the missing values to `mapping` in the settings. If the service is known to work without it, allow the warning in the \
                 settings.",
        example: example!("discriminator-mismatch"),
    },
    /// Two operations have the same `operationId`.
    DuplicateOperation = "duplicate-operation" {
        why: "OpenAPI requires each `operationId` to be unique, and the method of the client is named after \
              it. An operation whose id is taken is named after its method and path instead.",
        remedy: "Change one of the two ids, in the document or with a correction.",
        example: example!("duplicate-operation"),
    },
    /// A keyword of an earlier version of OpenAPI or JSON Schema is read with its meaning in that version.
    EarlierVersion = "earlier-version" {
        why: "OpenAPI 3.1 removed `nullable`: strictly, the keyword has no effect, and null would be \
              rejected. Many documents carry it over from 3.0, where its meaning is well defined, so it is \
              read as in 3.0. Every value that the document allows is still accepted. Likewise, a list of schemas in \
              `items` is what `prefixItems` is today.",
        remedy: "Add `null` to `type`, or to the options of the union, and remove `nullable`. Rename `items` to \
                 `prefixItems` if it is a list, and `additionalItems` to `items`. To keep all uses, allow everything below the root: `\"at\": \"openapi.json#/**\"`.",
        example: example!("earlier-version"),
    },
    /// A file cannot be read.
    FileUnreadable = "file-unreadable" {
        why: "A `$ref` or the settings name a file that does not exist, is not UTF-8 text, or must not be read. A \
              document may come from anyone, so its references only reach regular files of at most 128 MiB below its \
              folder or the current directory, after symbolic links are resolved. References in extensions are not \
              followed, and a file that is not JSON is not quoted.",
        remedy: "Correct the path. It is relative to the file that contains it. If the file is in another folder, allow \
                 this folder with `--root DIR`.",
        example: example!("file-unreadable"),
    },
    /// A handle cannot bind a parameter, because operations give it different types.
    HandleParameter = "handle-parameter" {
        why: "A handle takes the values of the parameters in its path once, for all operations below it. Here, two of \
              these operations describe a parameter as values of different types, so there is no type that the handle \
              could take.",
        remedy: "Correct the type in one of the operations, in the document or with a correction, or remove the handle from \
                 the settings. Operations may limit the same type in different ways; each checks its own limits.",
        example: example!("handle-parameter", settings),
    },
    /// The options of a union overlap, so its variant is selected heuristically.
    HeuristicUnion = "heuristic-union" {
        why: "A value may match several options. Of the options whose required properties are all present and \
              whose constants do not differ from the value, the one that declares the most properties of the \
              value is selected. This is probably what is meant, but the document does not state it: the message names \
              two options that a value of either may be selected as, and the property in which they differ. If the \
              value then does not match the selected option, the next one is tried. A value that matches none \
              is preserved unchanged as `Unknown`; `validate()` rejects it unless it matches exactly one of \
              the options.",
        remedy: "Add a `discriminator` to the union, or a required property with a distinct `const` to each \
                 option. If the order of the options in the document is wrong, set another one in the \
                 settings; if it is right, allow the warning there.",
        example: example!("heuristic-union"),
    },
    /// A JSON pointer leads through a `$ref`.
    IndirectReference = "indirect-reference" {
        why: "A JSON pointer is evaluated in the text of the document, where the object at the `$ref` has \
              no other keys. Many tools resolve the reference first, so authors rely on it; so does the \
              generator.",
        remedy: "Refer to the target directly, as the message shows.",
        example: example!("indirect-reference"),
    },
    /// Schemas refer to each other in a cycle that no finite value satisfies.
    InfiniteRecursion = "infinite-recursion" {
        why: "Each value would have to contain another value of the same type, without end. No JSON text \
              can do that, so the schema cannot be what its author meant. The schema at which the cycle \
              closes is read as any value.",
        remedy: "Make a property in the cycle optional, nullable or an array.",
        example: example!("infinite-recursion"),
    },
    /// A file is not valid JSON.
    InvalidJson = "invalid-json" {
        why: "The file is not valid JSON, or an object contains the same key twice. Most parsers silently \
              keep one of the two values; the generator does not choose.",
        remedy: "Correct the text at the position shown. It is where parsing stopped; the mistake may be \
                 just before it.",
        example: example!("invalid-json"),
    },
    /// The value of a keyword is not allowed by OpenAPI.
    InvalidValue = "invalid-value" {
        why: "The keyword is known, but its value is not allowed: it has the wrong JSON type, is not one of \
              the allowed values, or is out of range. Only the smallest part that contains it is affected, as \
              the message says: the keyword is ignored, a schema is read as any value, or the client sends no \
              credential for a security scheme. An operation that cannot be called without the part is \
              omitted. It is an error if nothing can be ignored: if a parameter is described twice, or if a \
              content type contains control characters.",
        remedy: "See the keyword in the OpenAPI specification and correct the value, in the document or \
                 with a correction.",
        example: example!("invalid-value"),
    },
    /// A file is not valid YAML, or contains what JSON cannot express.
    InvalidYaml = "invalid-yaml" {
        why: "The file is not valid YAML 1.2, or contains what JSON cannot express: several documents, keys \
              that are lists or objects, tags such as `!!binary`, or numbers such as `.inf`. The generator \
              does not choose between two values of the same key, and does not expand aliases that repeat \
              more than 32 MiB.",
        remedy: "Correct the text at the position shown. If parsing stopped there, the mistake may be just \
                 before it.",
        example: example!("invalid-yaml", yaml),
    },
    /// A keyword that restricts values is not checked.
    KeywordUnchecked = "keyword-unchecked" {
        why: "Some keywords restrict values without changing their type: `not`, `contains`, \
              `propertyNames`, `if` and its branches, and a few more. They are not checked before a request \
              is sent, so violations are only detected by the service. Reading responses is not affected. The \
              same applies to very many or very deeply nested rules in `prefixItems`, `patternProperties` and \
              options of unions, because each use of a schema without a type of its own repeats them.",
        remedy: "Use other keywords to the same effect if possible. Otherwise, allow it in the settings: \
                 `\"allow\": [{ \"code\": \"keyword-unchecked\", \"at\": \"openapi.json#/…/not\", \
                 \"reason\": \"…\" }]`.",
        example: example!("keyword-unchecked"),
    },
    /// A keyword that OpenAPI requires is missing.
    MissingKeyword = "missing-keyword" {
        why: "OpenAPI requires the keyword, and the generator does not guess a value for it. The part that \
              needs it is ignored, as the message says. It is an error only if the document has no version, or \
              if nothing can be generated without the keyword.",
        remedy: "Add the keyword, in the document or with a correction.",
        example: example!("missing-keyword"),
    },
    /// Two items would get the same Rust name.
    NameCollision = "name-collision" {
        why: "The settings give the same name to two items in one scope. Names that the generator chooses \
              never collide: they are extended until they are unique.",
        remedy: "Choose another name for one of the two under `names` in the settings, or remove one of the \
                 entries.",
        example: example!("name-collision", settings),
    },
    /// A part of the document is ignored because it does not apply to a client.
    NotInClient = "not-in-client" {
        why: "A client sends requests. It does not receive the requests that callbacks and webhooks \
              describe, and no code is generated for links. `encoding` may specify headers or a style for a \
              part, which no argument can express. OpenAPI ignores header parameters named `Accept`, \
              `Content-Type` or `Authorization`, because content types and security schemes describe them.",
        remedy: "Allow it in the settings if the client does not need it: `\"allow\": [{ \"code\": \
                 \"not-in-client\", \"at\": \"openapi.json#/…\", \"reason\": \"…\" }]`. To turn it into an \
                 error, add the code to `deny`.",
        example: example!("not-in-client"),
    },
    /// An operation is omitted because no request can be made for it.
    OmittedOperation = "omitted-operation" {
        why: "The description of the operation is contradictory, so no request can be made for it. The client \
              has all other operations; the report (`--report json`) lists the omitted ones.",
        remedy: "Correct the operation as the message describes, in the document or with a correction. To \
                 turn the warning into an error, add the code to `deny`.",
        example: example!("omitted-operation"),
    },
    /// An action of an overlay does not apply.
    OverlayMismatch = "overlay-mismatch" {
        why: "The target of the action selects nothing in the document, or something that the update cannot \
              be merged into, or the update changes nothing. The document may have changed since the \
              overlay was written.",
        remedy: "Correct the target or the update, or remove the action if the document no longer needs it.",
        example: example!("overlay-mismatch", overlay),
    },
    /// A path template does not match its parameters.
    PathParameterMismatch = "path-parameter-mismatch" {
        why: "A path parameter without a placeholder in the path has no place in the request, so it is \
              ignored. A placeholder without a parameter is reported as `omitted-operation`.",
        remedy: "Add the placeholder to the path, change `in`, or remove the parameter.",
        example: example!("path-parameter-mismatch"),
    },
    /// A pattern does not compile, or has a backreference, so values are not always checked against it.
    PatternUnchecked = "pattern-unchecked" {
        why: "Patterns are ECMAScript regular expressions and are kept as written. This one is not valid, \
              or uses a feature that the regex engine of the client does not support. The client matches \
              patterns in linear time, except for those with a backreference: these are matched only if they \
              have at most one repetition or alternative, and only values of up to 256 bytes.",
        remedy: "Correct the pattern, or remove it with a correction.",
        example: example!("pattern-unchecked"),
    },
    /// `required` names a property that is not declared.
    RequiredWithoutProperty = "required-without-property" {
        why: "A required property that is not declared is usually a misspelling, which makes the declared \
              property optional. The name is required nevertheless, with a value of any type.",
        remedy: "Correct the name, or declare the property under `properties`.",
        example: example!("required-without-property"),
    },
    /// A setting matches nothing in the document.
    SettingWithoutEffect = "setting-without-effect" {
        why: "The entry matches nothing. Either it is misspelled and does not have the intended effect, or \
              the document changed and the entry is obsolete.",
        remedy: "Correct or remove the entry.",
        example: example!("setting-without-effect", settings),
    },
    /// The settings, the corrections or an overlay are invalid.
    SettingsInvalid = "settings-invalid" {
        why: "The settings, the corrections or an overlay are not valid, or contain an unknown key or an \
              invalid value.",
        remedy: include_str!("settings.md").trim_ascii(),
        example: example!("settings-invalid", settings),
    },
    /// A parameter contains a nested array or object, and its style does not define how to write it.
    UndefinedStyle = "undefined-style" {
        why: "OpenAPI defines the styles for primitive values, and for arrays and objects of primitive \
              values. Anything nested more deeply has no defined form; the client writes it as JSON text, \
              which the service may not expect.",
        remedy: "Describe the parameter with `content` and `application/json`, or use the style \
                 `deepObject`. If the service accepts JSON text, allow the warning in the settings.",
        example: example!("undefined-style"),
    },
    /// A keyword is not defined by OpenAPI.
    UnknownKeyword = "unknown-keyword" {
        why: "An unknown keyword has no effect, which is rarely what its author intended: it may be misspelled \
              or misplaced. It is ignored, as JSON Schema requires in a schema.",
        remedy: "Correct the spelling. Extensions start with `x-`. If a keyword should be ignored, allow it \
                 in the settings. To turn the warning into an error, add the code to `deny`.",
        example: example!("unknown-keyword"),
    },
    /// Something that OpenAPI allows is not supported yet.
    Unsupported = "unsupported" {
        why: "The smallest part that contains it is ignored, or read as any value, if values can be read and \
              written without it. Otherwise it is an error.",
        remedy: "Use other keywords to the same effect. If the keyword only affects validation, allow it in \
                 the settings: `\"allow\": [{ \"code\": \"unsupported\", \"at\": \"openapi.json#/…/then\", \
                 \"reason\": \"…\" }]`.",
        example: example!("unsupported"),
    },
    /// A waiter does not match its operation.
    WaiterMismatch = "waiter-mismatch" {
        why: "A waiter repeats an operation until the status in its response has one of the values that the settings list. It \
              is an error if that is impossible: the operation changes something or returns no JSON value, the property \
              is neither a string nor an enumeration of strings, or the wait ends before its second poll. It is a \
              warning if the enumeration has values that the settings do not list. Such a value does not end the wait, \
              so a process that finished with it is waited for until the timeout.",
        remedy: "Correct the entry under `waiters` in the settings. List every value of the enumeration: under `running` if the \
                 process has not finished, and under `completed` if it finished without success or failure.",
        example: example!("waiter-mismatch", settings),
    },
}

impl Code {
    /// Returns the code with this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.as_str() == name)
    }

    /// Returns whether the settings can allow an error with this code.
    ///
    /// Ignoring an unsupported or unknown keyword is safe if it does not change how values are read and
    /// written, which the author has to decide. Warnings can be allowed regardless of their code.
    #[must_use]
    pub fn may_be_allowed(self) -> bool {
        matches!(self, Self::Unsupported | Self::UnknownKeyword)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_sorted_and_found_by_name() {
        let names: Vec<_> = Code::ALL.iter().map(|code| code.as_str()).collect();
        assert!(names.is_sorted(), "{names:?}");
        assert!(Code::ALL.iter().all(|code| Code::named(code.as_str()) == Some(*code)));
        assert_eq!(Code::named("no-code"), None);
    }
}
