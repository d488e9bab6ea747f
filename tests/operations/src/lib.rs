//! Every operation of the generated client, by id: how it is called, and the types of its request and its response.
//!
//! Tests that must cover all operations go through [`OPERATIONS`], so none of them lists operations. The build script
//! reads the generated code; the types are erased here, once for each type and not for each test.

use std::collections::BTreeMap;
use std::pin::Pin;

use faithful_runtime::{Json, Pending, Rule, from_slice, to_vec, validate};
use northflank::{CallOptions, Client, Error, Page, Pages, ReadError, Violations};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// An operation of the client.
pub struct Operation {
    /// Its `operationId`.
    pub id: &'static str,
    /// The names of its required parameters, in the order of the arguments, those of handles first.
    pub required: &'static [&'static str],
    /// The names of its optional parameters.
    pub optional: &'static [&'static str],
    /// The type of its request body.
    pub body: Option<Type>,
    /// The type of its response, or of the items of a page; `None` if it has no body.
    pub response: Option<Type>,
    /// The properties of the response body that lead to the value of that type.
    pub place: &'static [&'static str],
    /// Whether its response is a page of a list.
    pub is_page: bool,
    call: fn(&Client, &Arguments) -> Result<Call, ReadError>,
}

/// Returns the operation with this id.
#[must_use]
pub fn find(id: &str) -> Option<&'static Operation> {
    OPERATIONS.iter().find(|operation| operation.id == id)
}

impl Operation {
    /// Creates a call. Parameters without a value are omitted if they are optional.
    ///
    /// # Errors
    /// Fails if a value does not match its type.
    pub fn call(&self, client: &Client, arguments: &Arguments) -> Result<Call, ReadError> {
        (self.call)(client, arguments)
    }

    /// The part of a response that its type describes, as a JSON pointer.
    #[must_use]
    pub fn pointer(&self) -> String {
        self.place.iter().fold(String::new(), |pointer, name| pointer + "/" + name)
    }

    /// The part of a response that a call resolves to: that of its type, or the whole body of a page.
    #[must_use]
    pub fn value(&self, response: &Value) -> Value {
        match self.response {
            None => Value::Null,
            Some(_) if self.is_page => response.clone(),
            Some(_) => response.pointer(&self.pointer()).cloned().unwrap_or_default(),
        }
    }
}

/// The conversions of a type.
#[derive(Clone, Copy)]
pub struct Type {
    /// JSON text → type → JSON, with the reader and the writer of the models.
    pub read: fn(&str) -> Result<Value, ReadError>,
    /// JSON → type → JSON, with serde.
    pub serde: fn(Value) -> Result<Value, serde_json::Error>,
    /// JSON text → type, which is then validated as a request is.
    pub validate: fn(&str) -> Result<Result<(), Violations>, ReadError>,
}

impl Type {
    const fn of<T: Json + Serialize + DeserializeOwned>() -> Self {
        Self {
            read: |text| from_slice::<T>(text.as_bytes()).map(|value| written(&value)),
            serde: |value| serde_json::to_value(serde_json::from_value::<T>(value)?),
            validate: |text| Ok(validate(&from_slice::<T>(text.as_bytes())?, &Rule::NONE)),
        }
    }
}

/// The values of parameters, by name, and the body of a call.
#[derive(Clone, Debug, Default)]
pub struct Arguments {
    values: BTreeMap<String, Value>,
    body: Value,
    is_validated: bool,
}

impl Arguments {
    /// A body and no parameters. The request is not validated, because documented ones violate rules.
    #[must_use]
    pub fn new(body: Value) -> Self {
        Self { body, ..Self::default() }
    }

    /// Validates the request.
    #[must_use]
    pub fn validated(mut self) -> Self {
        self.is_validated = true;
        self
    }

    /// Sets the value of a parameter.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.values.insert(name.into(), value.into());
        self
    }

    fn options(&self, options: CallOptions) -> CallOptions {
        if self.is_validated { options } else { options.skip_validation() }
    }

    fn has(&self, name: &str) -> bool {
        self.values.contains_key(name)
    }

    fn text(&self, name: &str) -> String {
        self.values.get(name).and_then(Value::as_str).unwrap_or_default().to_owned()
    }

    fn value<T: Json>(&self, name: &str) -> Result<T, ReadError> {
        from_slice(self.values.get(name).unwrap_or(&Value::Null).to_string().as_bytes())
    }

    fn body<T: Json>(&self) -> Result<T, ReadError> {
        from_slice(self.body.to_string().as_bytes())
    }
}

type Erased<T> = Pin<Box<dyn Future<Output = Result<T, Error>> + Send>>;

/// A call that has not been sent.
pub struct Call {
    value: Erased<Value>,
    pages: Option<Erased<Vec<Value>>>,
}

impl Call {
    fn empty(pending: Pending<()>) -> Self {
        Self { value: Box::pin(async { pending.await.map(|()| Value::Null) }), pages: None }
    }

    fn value<T: Json + Send + 'static>(pending: Pending<T>) -> Self {
        Self { value: Box::pin(async { pending.await.map(|value| written(&value)) }), pages: None }
    }

    fn page<T: Json + Send + 'static>(pending: Pending<Page<T>>, mut pages: Pages<T>) -> Self {
        let json = |page: &Page<T>| serde_json::to_value(page).unwrap_or_default();
        Self {
            value: Box::pin(async move { pending.await.map(|page| json(&page)) }),
            pages: Some(Box::pin(async move {
                let mut found = Vec::new();
                while let Some(page) = pages.try_next().await? {
                    found.push(json(&page));
                }
                Ok(found)
            })),
        }
    }

    /// Sends the call and returns its result as JSON.
    ///
    /// # Errors
    /// Returns the error of the call.
    pub async fn send(self) -> Result<Value, Error> {
        self.value.await
    }

    /// Reads all pages; `None` if the response is not a page.
    pub async fn pages(self) -> Option<Result<Vec<Value>, Error>> {
        match self.pages {
            Some(pages) => Some(pages.await),
            None => None,
        }
    }
}

/// Serializes a value to JSON.
pub fn written<T: Json>(value: &T) -> Value {
    serde_json::from_slice(&to_vec(value)).unwrap_or_default()
}

/// The paths of the generated code.
mod runtime {
    pub use faithful_runtime::{Map, Number};
}

pub use generated::OPERATIONS;

#[expect(deprecated, reason = "deprecated operations are tested as well")]
#[expect(clippy::unnecessary_wraps, reason = "the functions of a table have one type")]
mod generated {
    use northflank::{Client, ReadError, models};

    use super::{Arguments, Call, Operation, Type};

    include!(concat!(env!("OUT_DIR"), "/operations.rs"));
}
