//! Mistakes that other generators and the official clients make with this API, one test for each.

use northflank::models::{TemplateRunStatus, UpdateTemplateBody};
use northflank::{ErrorKind, testing};
use serde_json::{Value, json};

use crate::support::examples::{request_example, response_example, response_examples};
use crate::support::forms::{expected_value, new_template, read_response};
use crate::support::server::{Server, reply};

/// Four of five generators reject most documented responses.
#[tokio::test]
async fn documented_responses_are_accepted() {
    let mut read = 0;
    for example in response_examples() {
        let value = read_response(&example.operation, &example.text).await;
        assert_eq!(value.unwrap(), expected_value(&example.operation, &example.value()));
        read += 1;
    }
    assert!(read > 0);
}

/// Three generators mistake the second update body for the first, and send it without its `gitops`.
#[tokio::test]
async fn update_body_keeps_gitops() {
    let mut documented = request_example("push-template-to-git-request.json").value();
    documented["project"] = json!({"id": "my-project"});
    documented["gitops"]["filePath"] = json!("/northflank.json");
    documented["spec"]["spec"]["steps"] = json!([]);
    let body: UpdateTemplateBody = serde_json::from_value(documented.clone()).unwrap();
    let (client, mock) = testing::client();
    mock.on("updateTemplate").reply(response_example("updateTemplate").value());
    client.templates().update("t", body).await.unwrap();
    assert_eq!(mock.requests()[0].json().unwrap(), documented);
}

/// All generators but one reject a whole list because of one new status.
#[tokio::test]
async fn unknown_status_does_not_fail_the_list() {
    let mut list = response_example("listTemplateRuns").value();
    let mut new = list["data"]["templateRuns"][0].clone();
    new["status"] = json!("hibernating");
    list["data"]["templateRuns"].as_array_mut().unwrap().push(new);
    let (client, mock) = testing::client();
    mock.on("listTemplateRuns").reply(list.clone());
    let page = client.templates().list_runs("t").await.unwrap();
    assert_eq!(page.items[0].status, TemplateRunStatus::Success);
    assert_eq!(page.items[1].status, TemplateRunStatus::Unknown("hibernating".to_owned()));
    assert_eq!(serde_json::to_value(&page).unwrap(), list);
}

/// All generators drop unknown fields.
#[tokio::test]
async fn unknown_fields_round_trip() {
    let mut template = response_example("getTemplate").value();
    template["data"]["costCentre"] = json!({"id": 7});
    template["data"]["gitops"]["shallow"] = json!(true);
    let read = read_response("getTemplate", &template.to_string()).await.unwrap();
    assert_eq!(read, template["data"]);
}

/// For a 404 with an HTML body, one generator loses the status, two lose the headers, and one loses the body.
#[tokio::test]
async fn html_404_keeps_status_headers_and_body() {
    let server = Server::start(|_| {
        let mut response = reply(404, "<html>not here</html>");
        response.headers_mut().insert("x-request-id", "req-1".parse().unwrap());
        Some(response)
    })
    .await;
    let error = server.client().templates().get("t").await.unwrap_err();
    assert!(error.is_not_found());
    assert_eq!(error.status().unwrap(), 404);
    assert_eq!(error.headers().unwrap()["x-request-id"], "req-1");
    assert_eq!(error.body().unwrap(), "<html>not here</html>");
}

/// All generators that parse dates write them back as a different string.
#[tokio::test]
async fn timestamp_round_trips_verbatim() {
    let read = read_response("createTemplate", &response_example("createTemplate").text).await.unwrap();
    assert_eq!(read["template"]["createdAt"], "2022-06-14 15:10:42.842Z");
}

/// One generator validates responses against patterns, and rejects the vendor's own `northflank.json`.
#[tokio::test]
async fn patterns_do_not_apply_to_responses() {
    let (client, mock) = testing::client();
    mock.on("getTemplate").reply(response_example("getTemplate").value());
    let template = client.templates().get("t").await.unwrap();
    assert_eq!(template.gitops.unwrap().file_path, "northflank.json");
}

/// Untagged enums report only "data did not match any variant".
#[tokio::test]
async fn error_inside_a_union_has_a_path() {
    let mut template = response_example("getTemplate").value();
    template["data"]["spec"]["spec"]["steps"] = json!([{"kind": "Build"}, {"kind": "Build", "ref": 7}]);
    let error = read_response("getTemplate", &template.to_string()).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "getTemplate: response did not match at $.data.spec<Workflow>.spec.steps[1]\
         <Build>.ref: expected a string, got 7"
    );
}

/// Both official clients send a POST up to four times if the connection drops.
#[tokio::test]
async fn post_is_sent_once_when_the_connection_drops() {
    let server = Server::start(|_| None).await;
    server.client().templates().create(new_template()).await.unwrap_err();
    assert_eq!(server.requests().len(), 1);
}

/// The official Python client follows a redirect to another host with the token, and turns the POST into a GET.
#[tokio::test]
async fn token_is_not_sent_to_a_redirect_target() {
    let other = Server::always(200, response_example("createTemplate").text.clone()).await;
    let target = format!("{}/v1/templates", other.url());
    let server = Server::start(move |_| {
        let mut response = reply(302, "");
        response.headers_mut().insert("location", target.parse().unwrap());
        Some(response)
    })
    .await;
    let error = server.client().templates().create(new_template()).await.unwrap_err();
    assert_eq!((error.kind(), error.status().unwrap().as_u16()), (ErrorKind::Redirect, 302));
    assert_eq!((server.request().method.as_str(), other.requests().len()), ("POST", 0));
}

/// The official JavaScript client does not encode query values.
#[tokio::test]
async fn query_values_are_encoded() {
    let server = Server::always(200, response_example("listTemplateRuns").text.clone()).await;
    server.client().templates().list_runs("t").cursor("a&per_page=1000#x").per_page(10).await.unwrap();
    assert_eq!(server.targets(), ["/v1/templates/t/runs?cursor=a%26per_page%3D1000%23x&per_page=10"]);
}

/// The official JavaScript client calls another endpoint if an identifier is `..`.
#[tokio::test]
async fn identifier_cannot_change_the_endpoint() {
    let server = Server::always(200, response_example("getTemplate").text.clone()).await;
    let client = server.client();
    assert!(client.templates().get("..").await.unwrap_err().is_invalid_request());
    assert!(client.templates().list_runs("..").await.unwrap_err().is_invalid_request());
    client.templates().get("../projects").await.unwrap();
    assert_eq!(server.targets(), ["/v1/templates/..%2Fprojects"]);
}

/// The official JavaScript client's `all()` silently stops after a page with `hasNextPage` and no cursor.
#[tokio::test]
async fn missing_next_cursor_is_an_error() {
    let mut list: Value = response_example("listTemplateRuns").value();
    list["pagination"]["hasNextPage"] = json!(true);
    let server = Server::always(200, list.to_string()).await;
    let mut runs = server.client().templates().list_runs("t").items();
    assert!(runs.try_next().await.unwrap().is_some());
    assert_eq!(runs.try_next().await.unwrap_err().kind(), ErrorKind::Pagination);
}
