//! What other generators and the official clients do wrong on these five pages, one test for each; ours does none of it.

use northflank::models::{TemplateRunStatus, UpdateTemplateBody};
use northflank::{ErrorKind, testing};
use serde_json::{Value, json};

use crate::support::examples::{answer, answers, request};
use crate::support::forms::{answered, due, new_template};
use crate::support::server::{Server, reply};

/// Four of five generators reject four of the five documented answers.
#[tokio::test]
async fn no_documented_answer_is_rejected() {
    let mut read = 0;
    for example in answers() {
        let value = answered(&example.operation, &example.text).await;
        assert_eq!(value.unwrap(), due(&example.operation, &example.value()));
        read += 1;
    }
    assert_eq!(read, 5);
}

/// Three take the second update body for the first one, and send it without its `gitops`.
#[tokio::test]
async fn gitops_is_not_lost_on_its_way_into_an_update() {
    let mut documented = request("push-template-to-git-request.json").value();
    documented["project"] = json!({"id": "my-project"});
    documented["gitops"]["filePath"] = json!("/northflank.json");
    let body: UpdateTemplateBody = serde_json::from_value(documented.clone()).unwrap();
    let (client, mock) = testing::client();
    mock.on("updateTemplate").reply(answer("updateTemplate").value());
    client.templates().update("t", body).await.unwrap();
    assert_eq!(mock.requests()[0].json().unwrap(), documented);
}

/// All but one fail the whole list for one status that is new.
#[tokio::test]
async fn one_unknown_status_does_not_fail_the_list() {
    let mut list = answer("listTemplateRuns").value();
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

/// All lose members that they do not know.
#[tokio::test]
async fn an_unknown_member_survives_reading_and_writing() {
    let mut template = answer("getTemplate").value();
    template["data"]["costCentre"] = json!({"id": 7});
    template["data"]["gitops"]["shallow"] = json!(true);
    let read = answered("getTemplate", &template.to_string()).await.unwrap();
    assert_eq!(read, template["data"]);
}

/// One loses the status of a 404 that is HTML, two its headers, one its body.
#[tokio::test]
async fn a_404_with_html_keeps_status_headers_and_body() {
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

/// All that parse dates write them back as another text.
#[tokio::test]
async fn a_timestamp_comes_back_as_the_same_text() {
    let read = answered("createTemplate", &answer("createTemplate").text).await.unwrap();
    assert_eq!(read["template"]["createdAt"], "2022-06-14 15:10:42.842Z");
}

/// One holds answers against patterns, and rejects the vendor's own `northflank.json`.
#[tokio::test]
async fn patterns_do_not_bind_answers() {
    let (client, mock) = testing::client();
    mock.on("getTemplate").reply(answer("getTemplate").value());
    let template = client.templates().get("t").await.unwrap();
    assert_eq!(template.gitops.unwrap().file_path, "northflank.json");
}

/// Untagged enums say «data did not match any variant», and nothing else.
#[tokio::test]
async fn an_error_inside_a_union_says_where_it_is() {
    let mut template = answer("getTemplate").value();
    template["data"]["spec"]["spec"]["steps"] = json!([{"kind": "Build"}, {"kind": "Build", "ref": 7}]);
    let error = answered("getTemplate", &template.to_string()).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "getTemplate: response did not match at $.data.spec<Workflow>.spec<Sequential: sequential>.steps[1]\
         <Other: Build>.ref: expected a string, got 7"
    );
}

/// Both official clients send a POST up to four times when its connection drops.
#[tokio::test]
async fn a_dropped_post_is_sent_once() {
    let server = Server::start(|_| None).await;
    server.client().templates().create(new_template()).await.unwrap_err();
    assert_eq!(server.requests().len(), 1);
}

/// One of them follows a redirect to another host, token and all, and turns the POST into a GET.
#[tokio::test]
async fn the_token_is_not_sent_on_after_a_redirect() {
    let other = Server::always(200, answer("createTemplate").text.clone()).await;
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

/// The other one does not encode query values,
#[tokio::test]
async fn query_values_are_encoded() {
    let server = Server::always(200, answer("listTemplateRuns").text.clone()).await;
    server.client().templates().list_runs("t").cursor("a&per_page=1000#x").per_page(10).await.unwrap();
    assert_eq!(server.targets(), ["/v1/templates/t/runs?cursor=a%26per_page%3D1000%23x&per_page=10"]);
}

/// calls another endpoint when an identifier is `..`,
#[tokio::test]
async fn an_identifier_cannot_call_another_endpoint() {
    let server = Server::always(200, answer("getTemplate").text.clone()).await;
    let client = server.client();
    assert!(client.templates().get("..").await.unwrap_err().is_invalid_request());
    assert!(client.templates().list_runs("..").await.unwrap_err().is_invalid_request());
    client.templates().get("../projects").await.unwrap();
    assert_eq!(server.targets(), ["/v1/templates/..%2Fprojects"]);
}

/// and its `all()` stops without a word after a page with `hasNextPage` and no cursor.
#[tokio::test]
async fn a_list_does_not_stop_without_a_word() {
    let mut list: Value = answer("listTemplateRuns").value();
    list["pagination"]["hasNextPage"] = json!(true);
    let server = Server::always(200, list.to_string()).await;
    let mut runs = server.client().templates().list_runs("t").items();
    assert!(runs.try_next().await.unwrap().is_some());
    assert_eq!(runs.try_next().await.unwrap_err().kind(), ErrorKind::Pagination);
}
