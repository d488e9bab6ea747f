//! A timer that does not depend on an async runtime, for transports that do not override `sleep`.
//!
//! A single thread serves all timers of the process. It is started by the first one and sleeps until the earliest
//! deadline. A dropped timer keeps a small entry in the list until its deadline.

use std::collections::BTreeMap;
use std::pin::Pin;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

type Entry = (Instant, Arc<Mutex<Alarm>>);

/// The channel to the timer thread. If the thread cannot be started, sending fails and timers complete immediately.
static TIMER: LazyLock<Sender<Entry>> = LazyLock::new(|| {
    let (sender, receiver) = mpsc::channel();
    let started = std::thread::Builder::new().name("faithful-timer".to_owned());
    drop(started.spawn(move || run(&receiver)));
    sender
});

#[derive(Default)]
struct Alarm {
    fired: bool,
    waker: Option<Waker>,
}

/// A future that completes after a duration, counted from its creation. It is registered when first polled.
pub(super) struct Sleep {
    until: Option<Instant>,
    alarm: Arc<Mutex<Alarm>>,
}

impl Sleep {
    /// The duration is capped at 30 years, because larger ones can overflow `Instant`.
    pub(super) fn new(duration: Duration) -> Self {
        let max = Duration::from_secs(60 * 60 * 24 * 365 * 30);
        let until = Instant::now().checked_add(duration.min(max));
        Self { until, alarm: Arc::default() }
    }
}

impl Future for Sleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let mut alarm = self.alarm.lock().unwrap_or_else(PoisonError::into_inner);
        if alarm.fired {
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

/// The timer thread: accepts new timers and wakes those whose deadline has passed.
fn run(receiver: &Receiver<Entry>) {
    let mut timers: BTreeMap<Instant, Vec<Arc<Mutex<Alarm>>>> = BTreeMap::new();
    loop {
        let next = timers.first_key_value().map(|(until, _)| until.saturating_duration_since(Instant::now()));
        let entry = match next {
            Some(delay) => receiver.recv_timeout(delay),
            None => receiver.recv().map_err(|_| RecvTimeoutError::Disconnected),
        };
        match entry {
            Ok((until, alarm)) => timers.entry(until).or_default().push(alarm),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return,
        }
        let later = timers.split_off(&Instant::now());
        for alarm in std::mem::replace(&mut timers, later).into_values().flatten() {
            let mut alarm = alarm.lock().unwrap_or_else(PoisonError::into_inner);
            alarm.fired = true;
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
    fn sleeps_without_a_runtime() {
        let start = Instant::now();
        let long = Sleep::new(Duration::MAX);
        block_on(Box::pin(Sleep::new(Duration::from_millis(30))));
        block_on(Box::pin(Sleep::new(Duration::ZERO)));
        let elapsed = start.elapsed();
        assert!(elapsed >= Duration::from_millis(30) && elapsed < Duration::from_secs(5), "{elapsed:?}");
        drop(long);
    }
}
