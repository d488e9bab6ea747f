//! Waiting for runs: the requests that poll a run, and the conditions under which it has finished.
//!
//! The polling itself is in the runtime.

#[cfg(feature = "pipelines")]
mod preview_runs {
    use crate::api::pipelines::ProjectPipelines;
    use crate::models::{PreviewTemplateRun, PreviewTemplateRunStatus as Status};
    use crate::{PollStatus, Wait};

    impl ProjectPipelines {
        /// Waits until a run of a preview environment's template has finished.
        ///
        /// Each poll is one [`get_preview_template_run`](Self::get_preview_template_run) request. If the run does not
        /// exist, the wait fails with an error. The status determines whether the run has finished: `success` and
        /// `failure` end the wait, and any other status, including an unknown one, does not.
        ///
        /// ```no_run
        /// # use northflank::{Client, Error};
        /// # async fn example(client: Client) -> Result<(), Error> {
        /// let pipelines = client.project("project").pipelines();
        /// let outcome = pipelines.wait_for_preview_template_run("pipeline", "run").await?;
        /// assert!(outcome.is_success(), "the run {outcome}");
        /// # Ok(())
        /// # }
        /// ```
        pub fn wait_for_preview_template_run(
            &self,
            pipeline_id: impl AsRef<str>,
            template_run_id: impl AsRef<str>,
        ) -> Wait<'static, PreviewTemplateRun> {
            let call = self.get_preview_template_run(pipeline_id, template_run_id);
            self.handle.client.wait(move || {
                let call = call.clone();
                async move { Ok(poll_status(call.await?)) }
            })
        }
    }

    fn poll_status(run: PreviewTemplateRun) -> PollStatus<PreviewTemplateRun> {
        match run.status {
            Status::Success => PollStatus::Success(run),
            Status::Failure => PollStatus::Failure(run),
            _ => PollStatus::Running(run),
        }
    }
}

#[cfg(feature = "templates")]
mod runs {
    use crate::api::templates::Templates;
    use crate::models::{TemplateRun, TemplateRunStatus as Status};
    use crate::{Error, PollStatus, Wait};

    /// Maximum page size of the API.
    const PER_PAGE: i64 = 100;

    impl Templates {
        /// Waits until a run of a template has finished.
        ///
        /// The API has no operation for a single run, so each poll searches [`list_runs`](Self::list_runs), in pages
        /// of 100 runs, until it finds the run. The wait continues as long as `concluded` is false, regardless of the
        /// status. The status of a finished run determines the outcome:
        ///
        /// - `success`: [`Outcome::Success`](crate::Outcome::Success)
        /// - `failure` and `aborted`: [`Outcome::Failure`](crate::Outcome::Failure)
        /// - any other status, such as `skipped` or an unknown one: [`Outcome::Completed`](crate::Outcome::Completed)
        ///
        /// ```no_run
        /// # use std::time::Duration;
        /// # use northflank::{Client, Error, Outcome};
        /// # async fn example(client: Client) -> Result<(), Error> {
        /// let wait = client.templates().wait_for_run("example-template", "3dd592f6-ce63-45ee-acf8-13dc5ec5235c");
        /// let wait = wait.interval(Duration::from_secs(5)).timeout(Duration::from_secs(1200));
        /// match wait.on_poll(|seen| println!("{:?}", seen.value.map(|run| &run.status))).await? {
        ///     Outcome::Success(run) => println!("finished at {:?}", run.concluded_at),
        ///     other => println!("the run {other}"),
        /// }
        /// # Ok(())
        /// # }
        /// ```
        pub fn wait_for_run(
            &self,
            template_id: impl Into<String>,
            run_id: impl Into<String>,
        ) -> Wait<'static, TemplateRun> {
            let (templates, template_id, run_id) = (self.clone(), template_id.into(), run_id.into());
            self.client.wait(move || find(templates.clone(), template_id.clone(), run_id.clone()))
        }
    }

    async fn find(
        templates: Templates,
        template_id: String,
        run_id: String,
    ) -> Result<PollStatus<TemplateRun>, Error> {
        let mut runs = templates.list_runs(template_id).per_page(PER_PAGE).items();
        while let Some(run) = runs.try_next().await? {
            if run.id == run_id {
                return Ok(poll_status(run));
            }
        }
        Ok(PollStatus::NotFound)
    }

    fn poll_status(run: TemplateRun) -> PollStatus<TemplateRun> {
        match run.status {
            _ if !run.concluded => PollStatus::Running(run),
            Status::Success => PollStatus::Success(run),
            Status::Failure | Status::Aborted => PollStatus::Failure(run),
            _ => PollStatus::Completed(run),
        }
    }
}

#[cfg(all(test, feature = "pipelines", feature = "templates"))]
mod tests {
    use std::time::Duration;

    use serde_json::{Value, json};

    use crate::models::{PreviewTemplateRunStatus, TemplateRunStatus};
    use crate::{Outcome, testing};

    const SHORT: Duration = Duration::from_millis(1);

    fn run(id: &str, status: &str, concluded: bool) -> Value {
        json!({"name": "n", "apiVersion": "v1", "id": id, "templateId": "t", "status": status,
            "concluded": concluded, "createdAt": "2021-01-01", "updatedAt": "2021-01-01"})
    }

    fn page(runs: &[Value], next: Option<&str>) -> Value {
        json!({"data": {"templateRuns": runs}, "pagination": {"hasNextPage": next.is_some(), "cursor": next}})
    }

    #[tokio::test]
    async fn wait_for_run_searches_all_pages() {
        let (client, mock) = testing::client();
        mock.on("listTemplateRuns")
            .reply(page(&[run("other", "success", true)], None))
            .reply(page(&[run("other", "success", true)], Some("c")))
            .reply(page(&[run("wanted", "success", false)], None))
            .reply(page(&[run("wanted", "a status from the future", false)], Some("c")))
            .reply(page(&[run("wanted", "success", true)], Some("c")));
        let outcome = client.team("acme").templates().wait_for_run("t", "wanted").interval(SHORT).await;
        assert!(outcome.is_ok_and(|outcome| outcome.is_success()));
        let requests = mock.requests();
        assert_eq!(requests.len(), 5);
        assert!(requests.iter().all(|request| request.path == "/v1/teams/acme/templates/t/runs"));
        assert!(requests.iter().all(|request| request.query("per_page") == Some("100")));
        assert_eq!(requests[2].query("cursor"), Some("c"));
    }

    #[tokio::test]
    async fn wait_for_run_maps_final_statuses_to_outcomes() {
        for (status, failure) in
            [("failure", true), ("aborted", true), ("skipped", false), ("brand-new", false)]
        {
            let (client, mock) = testing::client();
            mock.on("listTemplateRuns").reply(page(&[run("wanted", status, true)], None));
            let outcome = client.templates().wait_for_run("t", "wanted").await.unwrap();
            assert_eq!(
                (outcome.is_success(), outcome.is_failure(), outcome.is_finished()),
                (false, failure, true)
            );
            assert_eq!(outcome.value().map(|run| &run.status), Some(&TemplateRunStatus::from(status)));
        }
    }

    #[tokio::test]
    async fn wait_for_run_reports_an_unlisted_run_as_not_found() {
        let (client, mock) = testing::client();
        mock.on("listTemplateRuns").reply(page(&[], None)).repeat();
        let outcome = client.templates().wait_for_run("t", "wanted").interval(SHORT).await.unwrap();
        assert_eq!((outcome, mock.requests().len()), (Outcome::NotFound, 3));
    }

    #[tokio::test]
    async fn wait_for_preview_template_run_polls_until_finished() {
        let (client, mock) = testing::client();
        for status in ["pending", "a status from the future", "failure"] {
            mock.on("getPreviewTemplateRun").reply(json!({"data": {"apiVersion": "v1.2", "options": {},
                "id": "r", "templateId": "t", "status": status, "spec": {"kind": "Workflow"},
                "gitops": {"vcsService": "github", "repoUrl": "https://github.com/a/b", "branch": "main"}}}));
        }
        mock.on("getPreviewTemplateRun").status(404).empty();
        let wait = || client.pipelines().wait_for_preview_template_run("p", "q", "r").interval(SHORT);
        let outcome = wait().await.unwrap();
        assert!(outcome.is_failure());
        assert_eq!(outcome.value().map(|run| &run.status), Some(&PreviewTemplateRunStatus::Failure));
        assert!(wait().await.unwrap_err().is_not_found());
    }
}
