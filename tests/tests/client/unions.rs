//! The other unions: projects, new projects, and the nodes of templates and template runs.

use faithful_runtime::{Json, from_slice};
use northflank::OrReference;
use northflank::models::{
    BooleanText, ClusterProjectSpec, ExistingProject, NewProject, NewProjectSpec, NodeStatus, Project,
    RegionProjectSpec, TemplateNode, TemplateRunNode, WorkflowContext, WorkflowNode, WorkflowSpec,
    WorkflowType,
};
use serde_json::{Value, json};

use crate::support::forms::{node, written};

/// Reads a value and asserts that it round-trips.
fn read<T: Json>(value: &Value) -> T {
    let read = from_slice(value.to_string().as_bytes()).unwrap_or_else(|error| panic!("{error} in {value}"));
    assert_eq!(written(&read), *value);
    read
}

fn error<T: Json>(value: &Value) -> String {
    match from_slice::<T>(value.to_string().as_bytes()) {
        Ok(_) => panic!("{value} was read"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn project_is_existing_or_new() {
    assert_eq!(read::<Project>(&json!({"id": "a"})), Project::existing("a"));
    assert_eq!(
        read::<Project>(&json!({"spec": {"name": "a", "region": "r"}})),
        Project::new(NewProjectSpec::region("a", "r"))
    );
}

#[test]
fn project_with_id_and_spec_is_existing_and_keeps_spec() {
    let both = json!({"id": "a", "spec": {"name": "b", "region": "r"}});
    let Project::Existing(project) = read(&both) else { panic!("a project with an id is existing") };
    assert_eq!(project.id, "a");
    assert_eq!(project.extra().get("spec"), Some(&json!({"name": "b", "region": "r"})));
}

#[test]
fn project_with_neither_id_nor_spec_is_unknown() {
    for value in [json!({}), json!({"name": "a"}), json!("a"), json!(null), json!([{"id": "a"}])] {
        assert_eq!(read::<Project>(&value), Project::Unknown(value));
    }
    assert_eq!(error::<Project>(&json!({"id": null})), "at $<Existing>.id: expected a string, got null");
}

#[test]
fn new_project_has_a_region_or_a_cluster() {
    let region = json!({"name": "a", "region": "europe-west", "color": "#EF233C"});
    assert_eq!(
        read::<NewProjectSpec>(&region),
        RegionProjectSpec::new("a", "europe-west").color("#EF233C").into()
    );
    let cluster = json!({"clusterId": "c", "name": "a", "description": "d"});
    assert_eq!(read::<NewProjectSpec>(&cluster), ClusterProjectSpec::new("a", "c").description("d").into());
    let both = json!({"name": "a", "clusterId": "c", "region": "r"});
    let NewProjectSpec::Region(project) = read(&both) else { panic!("`region` takes precedence") };
    assert_eq!(project.extra().get("clusterId"), Some(&json!("c")));
}

#[test]
fn new_project_with_neither_is_an_error_or_unknown() {
    assert_eq!(error::<NewProjectSpec>(&json!({"name": "a"})), "at $<Cluster>: missing field `clusterId`");
    assert_eq!(
        error::<Project>(&json!({"spec": {"region": "r"}})),
        "at $<New>.spec<Region>: missing field `name`"
    );
    let other = json!({"color": "red"});
    assert_eq!(read::<NewProjectSpec>(&other), NewProjectSpec::Unknown(other));
}

#[test]
fn project_specs_convert_to_project() {
    let expected = json!({"spec": {"name": "a", "clusterId": "c"}});
    let spec = ClusterProjectSpec::new("a", "c");
    assert_eq!(written(&Project::from(NewProject::new(spec.clone()))), expected);
    assert_eq!(written(&Project::new(spec)), expected);
    assert_eq!(written(&Project::new(NewProjectSpec::cluster("a", "c"))), expected);
    assert_eq!(Project::from(ExistingProject::new("a")), Project::existing("a"));
}

#[test]
fn workflows_nest() {
    let value = json!({"kind": "Workflow", "ref": "all", "spec": {"type": "sequential", "context": {"projectId": "p"}, "steps": [
        {"kind": "BuildService", "ref": "build", "spec": {"name": "a", "ports": [80]}, "skipNodeExecution": "${args.skip}"},
        {"kind": "Workflow", "spec": {"type": "parallel", "steps": [{"kind": "Addon"}]}, "skipNodeExecution": "true"},
    ]}});
    let TemplateNode::BuildService(build) = node(&value["spec"]["steps"][0]) else {
        panic!("a build service")
    };
    assert_eq!(build.skip_node_execution, Some(OrReference::reference("${args.skip}")));
    assert_eq!(build.spec.as_ref().unwrap().extra().get("ports"), Some(&json!([80])));
    let addon = node(&json!({"kind": "Addon"}));
    let inner = WorkflowNode::new(WorkflowSpec::new(WorkflowType::Parallel).steps([addon]))
        .skip_node_execution(BooleanText::True);
    let steps = WorkflowSpec::new(WorkflowType::Sequential)
        .steps([TemplateNode::from(*build), inner.into()])
        .context(WorkflowContext::new().project_id("p"));
    let node = TemplateNode::from(WorkflowNode::new(steps).r#ref("all"));
    assert_eq!(read::<TemplateNode>(&value), node);
    assert_eq!(serde_json::to_value(&node).unwrap(), value);
}

#[test]
fn unknown_node_kind_round_trips() {
    for kind in ["Teleport", "workflow", "", "Workflow "] {
        let value =
            json!({"kind": kind, "spec": {"type": "sequential", "steps": "not a list"}, "more": null});
        assert_eq!(read::<TemplateNode>(&value), TemplateNode::Unknown(value));
        let value = json!({"kind": kind, "settings": {"maxAttempts": 1}, "response": {"status": "paused"}});
        assert_eq!(read::<TemplateRunNode>(&value), TemplateRunNode::Unknown(value));
    }
}

#[test]
fn node_without_a_string_kind_is_unknown() {
    for value in [
        json!(null),
        json!({}),
        json!({"spec": {}}),
        json!({"kind": 7}),
        json!({"kind": null}),
        json!("Workflow"),
    ] {
        assert_eq!(read::<TemplateNode>(&value), TemplateNode::Unknown(value.clone()));
        assert_eq!(read::<TemplateRunNode>(&value), TemplateRunNode::Unknown(value));
    }
}

#[test]
fn workflow_of_unknown_type_keeps_its_steps() {
    let value = json!({"kind": "Workflow", "spec": {"type": "weighted", "steps": [7]}});
    let TemplateNode::Workflow(node) = read(&value) else { panic!("a workflow") };
    let spec = node.spec.unwrap();
    assert_eq!(spec.r#type, WorkflowType::Unknown("weighted".to_owned()));
    assert_eq!(spec.steps, Some(vec![TemplateNode::Unknown(json!(7))]));
}

#[test]
fn error_paths_name_each_variant() {
    let step = |step: Value| json!({"kind": "Workflow", "spec": {"type": "parallel", "steps": [null, step]}});
    assert_eq!(
        error::<TemplateNode>(&step(json!({"kind": "Build", "ref": 7}))),
        "at $<Workflow>.spec.steps[1]<Build>.ref: expected a string, got 7"
    );
    assert_eq!(
        error::<TemplateNode>(&step(step(json!({"kind": "Workflow", "spec": {}})))),
        "at $<Workflow>.spec.steps[1]<Workflow>.spec.steps[1]<Workflow>.spec: \
         missing field `type`"
    );
    assert_eq!(
        error::<TemplateRunNode>(&json!({"kind": "Build", "response": {"retries": {"attempts": 1.5}}})),
        "at $<Build>.response.retries.attempts: expected a 64-bit integer, got 1.5"
    );
}

#[test]
fn run_node_may_have_no_spec() {
    let value = json!({"kind": "Workflow", "response": {"status": "approval_wait", "data": [1, "a", null]}});
    let TemplateRunNode::Workflow(node) = read(&value) else { panic!("a workflow") };
    assert_eq!(node.spec, None);
    assert_eq!(node.response.unwrap().status, NodeStatus::ApprovalWait);
}
