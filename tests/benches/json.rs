//! Reading and writing models, compared with structs using serde's derive and with `serde_json::Value`: time
//! measured by criterion, instructions by callgrind.

#[path = "support/ratio.rs"]
mod ratio;
#[path = "support/runs.rs"]
mod runs;
#[path = "support/table.rs"]
mod table;
#[path = "support/templates.rs"]
mod templates;

use std::hint::black_box;

use faithful_runtime::{from_slice_at, read_page, to_vec};
use northflank::models::{Template, TemplateRun};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tests::Outcome;

use self::ratio::{Figure, Pair, Task};
use self::runs::{Order, Page, Runs};
use self::templates::Response;

fn main() -> Outcome {
    ratio::run(&figures()?)
}

fn figures() -> Outcome<Vec<Figure>> {
    let list = runs::document(100, Order::Documented)?;
    let sorted = runs::document(100, Order::Alphabetical)?;
    let mut figures = vec![
        figure("read 100 runs against derive", reads_runs(&list)?, reads::<Page<Runs>>(&list)?, Some("1.00")),
        figure(
            "read 100 runs in another order against derive",
            reads_runs(&sorted)?,
            reads::<Page<Runs>>(&sorted)?,
            Some("1.00"),
        ),
        figure("read 100 runs against Value", reads_runs(&list)?, reads::<Value>(&list)?, None),
    ];
    for (depth, width) in [(1, 200), (4, 50), (16, 12)] {
        let text = templates::document(depth, width, true);
        let name = format!("read nodes {depth}x{width}");
        let derived = reads::<Response<templates::Template>>(&text)?;
        figures.push(figure(
            &format!("{name} against derive"),
            reads_template(&text)?,
            derived,
            Some("1.00"),
        ));
        figures.push(figure(
            &format!("{name} against Value"),
            reads_template(&text)?,
            reads::<Value>(&text)?,
            None,
        ));
    }
    for (depth, width) in [(4, 50), (16, 12)] {
        let late = templates::document(depth, width, false);
        let name = format!("read nodes {depth}x{width} with kind last against derive");
        let derived = reads::<Response<templates::Template>>(&late)?;
        figures.push(figure(&name, reads_template(&late)?, derived, Some("1.00")));
    }
    figures.push(depth()?);
    figures.extend(writing(&list)?);
    Ok(figures)
}

/// Our model at depth 16 compared with depth 1, per byte.
fn depth() -> Outcome<Figure> {
    let (deep, flat) = (templates::document(16, 12, true), templates::document(1, 200, true));
    let bytes = |text: &str| table::count(text.len() as u64);
    let scale = bytes(&flat) / bytes(&deep);
    let figure = figure(
        "read nodes, per byte, 16 deep against 1 deep",
        reads_template(&deep)?,
        reads_template(&flat)?,
        Some("1.10"),
    );
    Ok(Figure { scale, ..figure })
}

fn writing(list: &str) -> Outcome<Vec<Figure>> {
    let (runs, _) = read_page::<TemplateRun>(list.as_bytes(), &["data", "templateRuns"])?;
    let derived: Page<Runs> = serde_json::from_str(list)?;
    let derived = derived.data.template_runs;
    let mut figures =
        vec![figure("write 100 runs against derive", writes(runs, to_vec), writes_derived(derived), None)];
    for (depth, width) in [(1, 200), (4, 50), (16, 12)] {
        let text = templates::document(depth, width, true);
        let template: Template = from_slice_at(text.as_bytes(), &["data"])?;
        let derived: Response<templates::Template> = serde_json::from_str(&text)?;
        let name = format!("write nodes {depth}x{width} against derive");
        figures.push(figure(&name, writes(template, to_vec), writes_derived(derived.data), None));
    }
    Ok(figures)
}

fn figure(name: &str, ours: Task, reference: Task, target: Option<&'static str>) -> Figure {
    Figure { name: name.to_owned(), pair: Pair { ours, reference }, scale: 1.0, target }
}

fn reads_runs(text: &str) -> Outcome<Task> {
    let read = |text: &str| read_page::<TemplateRun>(text.as_bytes(), &["data", "templateRuns"]);
    read(text)?;
    Ok(task(text, move |text| drop(black_box(read(text)))))
}

fn reads_template(text: &str) -> Outcome<Task> {
    let read = |text: &str| from_slice_at::<Template>(text.as_bytes(), &["data"]);
    read(text)?;
    Ok(task(text, move |text| drop(black_box(read(text)))))
}

/// Reads from the bytes of a response, as a program would.
fn reads<T: DeserializeOwned + 'static>(text: &str) -> Outcome<Task> {
    serde_json::from_slice::<T>(text.as_bytes())?;
    Ok(task(text, |text| drop(black_box(serde_json::from_slice::<T>(text.as_bytes())))))
}

fn task(text: &str, run: impl Fn(&str) + 'static) -> Task {
    let text = text.to_owned();
    Box::new(move || run(black_box(&text)))
}

fn writes<T: 'static>(value: T, write: fn(&T) -> Vec<u8>) -> Task {
    Box::new(move || drop(black_box(write(black_box(&value)))))
}

fn writes_derived<T: Serialize + for<'a> Deserialize<'a> + 'static>(value: T) -> Task {
    writes(value, |value| serde_json::to_vec(value).unwrap_or_default())
}
