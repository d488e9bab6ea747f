//! Waiting without a runtime, for transports that do not say how to wait.
//!
//! One thread serves all waits of the process. It is started by the first wait and sleeps until the earliest
//! one is over. A wait that is dropped stays in its list, as a few words, until its time has come.

use std::collections::BTreeMap;
use std::pin::Pin;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

type Entry = (Instant, Arc<Mutex<Alarm>>);

/// The way to the thread. Where no thread can be started nobody listens, and a wait is over at once.
static TIMER: LazyLock<Sender<Entry>> = LazyLock::new(|| {
    let (sender, receiver) = mpsc::channel();
    let started = std::thread::Builder::new().name("northflank-timer".to_owned());
    drop(started.spawn(move || run(&receiver)));
    sender
});

#[derive(Default)]
struct Alarm {
    over: bool,
    waker: Option<Waker>,
}

/// A wait that is noted when it is first polled; its time counts from when it was made.
pub(super) struct Wait {
    until: Option<Instant>,
    alarm: Arc<Mutex<Alarm>>,
}

impl Wait {
    /// A duration that exceeds what a clock can count never ends.
    pub(super) fn new(duration: Duration) -> Self {
        let never = Duration::from_secs(60 * 60 * 24 * 365 * 30);
        let until = Instant::now().checked_add(duration.min(never));
        Self { until, alarm: Arc::default() }
    }
}

impl Future for Wait {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let mut alarm = self.alarm.lock().unwrap_or_else(PoisonError::into_inner);
        if alarm.over {
            return Poll::Ready(());
        }
        alarm.waker = Some(context.waker().clone());
        drop(alarm);
        if let Some(until) = self.until.take()
            && TIMER.send((until, Arc::clone(&self.alarm))).is_err()
        {
            return Poll::Ready(());
        }
        Poll::Pending
    }
}

/// The thread: it takes new waits and wakes those that are over.
fn run(receiver: &Receiver<Entry>) {
    let mut waits: BTreeMap<Instant, Vec<Arc<Mutex<Alarm>>>> = BTreeMap::new();
    loop {
        let next = waits.first_key_value().map(|(until, _)| until.saturating_duration_since(Instant::now()));
        let taken = match next {
            Some(pause) => receiver.recv_timeout(pause),
            None => receiver.recv().map_err(|_| RecvTimeoutError::Disconnected),
        };
        match taken {
            Ok((until, alarm)) => waits.entry(until).or_default().push(alarm),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return,
        }
        let later = waits.split_off(&Instant::now());
        for alarm in std::mem::replace(&mut waits, later).into_values().flatten() {
            let mut alarm = alarm.lock().unwrap_or_else(PoisonError::into_inner);
            alarm.over = true;
            if let Some(waker) = alarm.waker.take() {
                waker.wake();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::task::Wake;
    use std::thread::Thread;

    use super::*;

    struct Unpark(Thread);

    impl Wake for Unpark {
        fn wake(self: Arc<Self>) {
            self.0.unpark();
        }
    }

    fn block_on(mut future: Pin<Box<dyn Future<Output = ()>>>) {
        let waker = Waker::from(Arc::new(Unpark(std::thread::current())));
        while future.as_mut().poll(&mut Context::from_waker(&waker)).is_pending() {
            std::thread::park();
        }
    }

    #[test]
    fn it_waits_without_a_runtime() {
        let start = Instant::now();
        let long = Wait::new(Duration::MAX);
        block_on(Box::pin(Wait::new(Duration::from_millis(30))));
        block_on(Box::pin(Wait::new(Duration::ZERO)));
        let passed = start.elapsed();
        assert!(passed >= Duration::from_millis(30) && passed < Duration::from_secs(5), "{passed:?}");
        drop(long);
    }
}
