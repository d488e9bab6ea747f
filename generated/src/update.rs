//! From what was read to what is sent: the update that changes nothing, to be changed.

use crate::models::{Project, Template, UpdateTemplate, UpdateTemplateOptions};

impl Template {
    /// The update that leaves the template as it is: change what is to be another, and send it. What this version
    /// does not know goes along with it; what the API alone sets (`id`, the dates) does not, and neither does
    /// `gitops`, which an update names only to change the link to version control.
    ///
    /// An update has to name a project and an answer may lack it, so `project` stands in for one that is missing.
    /// What an answer never shows, such as `argument_overrides`, is not part of the update.
    ///
    /// ```no_run
    /// # use northflank::{Client, Error, models::Project};
    /// # async fn example(client: Client) -> Result<(), Error> {
    /// let template = client.templates().get("example-template").await?;
    /// let body = template.to_update(Project::existing("my-project")).description("Another description");
    /// client.templates().update("example-template", body).await?;
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn to_update(&self, project: impl Into<Project>) -> UpdateTemplate {
        let project = self.project.clone().unwrap_or_else(|| project.into());
        let mut body =
            UpdateTemplate::new(self.name.clone(), self.api_version.clone(), project, self.spec.clone());
        body.description.clone_from(&self.description);
        body.arguments.clone_from(&self.arguments);
        body.concurrency_policy.clone_from(&self.concurrency_policy);
        body.options = self.options.as_ref().map(|options| {
            let mut sent = UpdateTemplateOptions::new().autorun(options.autorun);
            sent.extra_mut().clone_from(options.extra());
            sent
        });
        body.extra_mut().clone_from(self.extra());
        body
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// The members that stay behind.
    const BEHIND: [&str; 4] = ["id", "gitops", "createdAt", "updatedAt"];

    #[cfg(feature = "testing-answers")]
    #[test]
    fn all_that_the_documented_answer_holds_goes_along() {
        let mut read = crate::testing::answer("getTemplate").unwrap()["data"].take();
        let template: Template = serde_json::from_value(read.clone()).unwrap();
        let mut sent = serde_json::to_value(template.to_update(Project::existing("p"))).unwrap();
        sent.as_object_mut().unwrap().remove("project").unwrap();
        read.as_object_mut().unwrap().retain(|member, _| !BEHIND.contains(&member.as_str()));
        assert_eq!(sent, read);
    }

    #[test]
    fn an_update_that_changes_nothing_holds_all_that_was_read() {
        let mut read = json!({"id": "a", "name": "Example", "description": "d", "apiVersion": "v1.3",
            "project": {"id": "p", "x": 1}, "arguments": {"A": null}, "spec": {"kind": "Teleport", "via": 7},
            "concurrencyPolicy": "one-day-another", "options": {"autorun": true, "x": 2}, "mood": ["calm", null],
            "gitops": {"vcsService": "github", "repoUrl": "https://github.com/a/b", "branch": "main",
                "filePath": "/f.json", "templateSha": "s"},
            "createdAt": "2021-01-01 12:00:00.000Z", "updatedAt": "2021-01-01 12:00:00.000Z"});
        let template: Template = serde_json::from_value(read.clone()).unwrap();
        let body = template.to_update(Project::existing("other"));
        let members = read.as_object_mut().unwrap();
        for member in BEHIND {
            members.remove(member).unwrap();
        }
        assert_eq!(serde_json::to_value(&body).unwrap(), read);
        let mut template = template;
        template.project = None;
        assert_eq!(template.to_update(Project::existing("other")).project, Project::existing("other"));
    }
}
