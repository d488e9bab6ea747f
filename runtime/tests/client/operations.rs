//! A small service for the tests: its operations, request builders and clients.

use faithful_runtime::testing::{OperationExample, Service};
use faithful_runtime::{
    Call, Client, ClientBuilder, Configuration, Json, Operation, PageShape, Retry, Rule, Scope,
};
use serde_json::Value;

use crate::server::Server;

pub static CONFIGURATION: Configuration = Configuration {
    base_url: "https://api.example.com",
    token_variables: &["NORTHFLANK_RUNTIME_TEST_TOKEN_THAT_IS_NOT_SET"],
    base_url_variables: &["NORTHFLANK_RUNTIME_TEST_URL_THAT_IS_NOT_SET"],
    user_agent: "example-rust/1.0.0",
};

pub static TEAM: Scope =
    Scope { after: "/v1", path: "/teams/{teamId}", name: "teamId", exclude: &["listRegions"] };

pub static GET_THING: Operation = Operation {
    id: "getThing",
    method: "GET",
    path: "/v1/things/{thingId}",
    value_path: &["data"],
    page: None,
    idempotent: false,
};

pub static CREATE_THING: Operation =
    Operation { id: "createThing", method: "POST", path: "/v1/things", ..GET_THING };

pub static DELETE_THING: Operation = Operation { id: "deleteThing", method: "DELETE", ..GET_THING };

pub static OLD_THING: Operation = Operation { id: "oldThing", path: "/old/things", ..GET_THING };

pub static LIST_THINGS: Operation = Operation {
    id: "listThings",
    method: "GET",
    path: "/v1/things",
    value_path: &["data"],
    page: Some(PageShape {
        items: &["data", "things"],
        has_next: &["pagination", "hasNextPage"],
        cursor: &["pagination", "cursor"],
        count: Some(&["pagination", "count"]),
        cursor_parameter: "cursor",
    }),
    idempotent: false,
};

/// An empty page, which is also the last one.
pub const EMPTY_PAGE: &str = r#"{"data": {"things": []}, "pagination": {"hasNextPage": false}}"#;

pub static SERVICE: Service = Service {
    configuration: &CONFIGURATION,
    scopes: &[&TEAM],
    operations: &[&[
        OperationExample {
            operation: &GET_THING,
            example: Some(r#"{"data": "documented"}"#),
            status: Some(203),
        },
        OperationExample { operation: &CREATE_THING, example: None, status: None },
        OperationExample { operation: &LIST_THINGS, example: None, status: None },
    ]],
    secrets: &["X-Project", "appid"],
};

faithful_runtime::object! {
    /// A thing to create.
    #[constructor(new)]
    pub struct NewThing {
        /// Its name.
        #[json("name", max_length = 5)]
        pub name: required<String>,
        /// Its tags.
        #[json("tags", items(pattern = "^[a-z]+$"))]
        pub tags: optional<Vec<String>>,
    }
}

/// Gets a thing.
#[derive(Clone, Debug)]
#[must_use = "a call does nothing until it is awaited or sent"]
pub struct GetThingCall {
    call: Call,
}

faithful_runtime::call_methods!(GetThingCall Value);

/// Creates a thing.
#[derive(Clone, Debug)]
#[must_use = "a call does nothing until it is awaited or sent"]
pub struct CreateThingCall {
    call: Call,
}

faithful_runtime::call_methods!(CreateThingCall Value);

/// Deletes a thing.
#[derive(Clone, Debug)]
#[must_use = "a call does nothing until it is awaited or sent"]
pub struct DeleteThingCall {
    call: Call,
}

faithful_runtime::call_methods!(DeleteThingCall);

/// Lists things.
#[derive(Clone, Debug)]
#[must_use = "a call does nothing until it is awaited or sent"]
pub struct ListThingsCall {
    call: Call,
}

faithful_runtime::call_methods!(ListThingsCall page String);

impl ListThingsCall {
    pub fn per_page(mut self, value: impl Into<i64>) -> Self {
        self.call = self.call.query("per_page", &value.into(), &Rule::new().maximum(100));
        self
    }

    pub fn cursor(mut self, value: impl Into<String>) -> Self {
        self.call = self.call.query("cursor", &value.into(), &Rule::NONE);
        self
    }

    pub fn query(mut self, name: &'static str, value: &Value) -> Self {
        self.call = self.call.query(name, value, &Rule::NONE);
        self
    }
}

pub fn get_thing(client: &Client, id: &str) -> GetThingCall {
    GetThingCall { call: client.call(&GET_THING).path("thingId", &id.to_owned(), &Rule::NONE) }
}

pub fn create_thing<T: Json>(client: &Client, body: &T) -> CreateThingCall {
    CreateThingCall { call: client.call(&CREATE_THING).body(body) }
}

pub fn delete_thing(client: &Client, id: &str) -> DeleteThingCall {
    DeleteThingCall { call: client.call(&DELETE_THING).path("thingId", &id.to_owned(), &Rule::NONE) }
}

pub fn list_things(client: &Client) -> ListThingsCall {
    ListThingsCall { call: client.call(&LIST_THINGS) }
}

/// A client builder without retries, which `retries` tests separately.
pub fn builder(server: &Server) -> ClientBuilder {
    Client::builder(&CONFIGURATION).token("s3cret-token").base_url(server.url()).retry(Retry::none())
}

pub fn client(server: &Server) -> Client {
    builder(server).build().unwrap()
}
