//! Conversion of a template into an update request.

use crate::models::{
    ApiVersion, Project, RunApiVersion, Template, TemplateRunOptions, UpdateTemplate, UpdateTemplateOptions,
    UpdateTemplateV12,
};

impl Template {
    /// Returns an update that leaves a template of the API version `v1` unchanged, ready to be modified and sent.
    ///
    /// Templates of the API version `v1.2` are updated with [`to_update_v12`](Self::to_update_v12): updates of `v1` have
    /// neither `teardownSpec` nor `$schema`. Unknown fields are included. Fields that only the API sets (`id`, `createdAt`,
    /// `updatedAt`) are not, and neither is `gitops`, which an update only contains to change the link to version control.
    /// Fields that responses never contain, such as `argument_overrides`, stay unset.
    ///
    /// An update must name a project, but a response may omit it. In that case, `project` is used.
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
        let version = ApiVersion::from(self.api_version.as_str());
        let mut body = UpdateTemplate::new(self.name.clone(), version, project, self.spec.clone());
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

    /// Returns an update that leaves a template of the API version `v1.2` unchanged, ready to be modified and sent.
    ///
    /// Templates of the API version `v1` are updated with [`to_update`](Self::to_update). Unknown fields are included.
    /// Fields that only the API sets (`id`, `createdAt`, `updatedAt`) are not, and neither is `gitops`, which an update
    /// only contains to change the link to version control. Fields that responses never contain, such as
    /// `argument_overrides`, stay unset.
    ///
    /// ```no_run
    /// # use northflank::{Client, Error};
    /// # async fn example(client: Client) -> Result<(), Error> {
    /// let template = client.templates().get("example-template").await?;
    /// let body = template.to_update_v12().description("Another description");
    /// client.templates().update("example-template", body).await?;
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn to_update_v12(&self) -> UpdateTemplateV12 {
        let version = RunApiVersion::from(self.api_version.as_str());
        let mut body = UpdateTemplateV12::new(self.name.clone(), version, self.spec.clone());
        body.description.clone_from(&self.description);
        body.arguments.clone_from(&self.arguments);
        body.schema.clone_from(&self.schema);
        body.teardown_spec.clone_from(&self.teardown_spec);
        if self.options.is_some() || self.concurrency_policy.is_some() {
            let mut sent = TemplateRunOptions::new();
            sent.concurrency_policy.clone_from(&self.concurrency_policy);
            if let Some(options) = &self.options {
                sent.autorun = Some(options.autorun);
                sent.extra_mut().clone_from(options.extra());
            }
            body.options = Some(sent);
        }
        body.extra_mut().clone_from(self.extra());
        body
    }
}
