use facts::{Const, Facts, Interest, MethodPattern};
use finding::{Origin, Text};
use rules::Sink;

use crate::{Detector, Unknown};

/// A notification whose whole content the lock screen shows.
pub(crate) struct PublicNotification;

const CALLS: &[&str] = &[
    "Landroid/app/Notification$Builder;->setVisibility(I)",
    "Landroidx/core/app/NotificationCompat$Builder;->setVisibility(I)",
    "Landroid/support/v4/app/NotificationCompat$Builder;->setVisibility(I)",
    "Landroid/app/NotificationChannel;->setLockscreenVisibility(I)",
    "Landroidx/core/app/NotificationChannelCompat$Builder;->setLockscreenVisibility(I)",
];

/// `Notification.VISIBILITY_PUBLIC`.
const PUBLIC: i64 = 1;

impl Detector for PublicNotification {
    fn id(&self) -> &'static str {
        "public-notification"
    }

    fn interest(&self, interest: &mut Interest) {
        for pattern in CALLS.iter().filter_map(|call| MethodPattern::parse(call).ok()) {
            interest.add_call(pattern, &[0]);
        }
    }

    fn run(&self, facts: &Facts<'_>, out: &mut Sink<'_>) -> Result<(), Unknown> {
        let mut count = 0u32;
        for call in CALLS.iter().flat_map(|pattern| facts.code.calls_to(pattern)) {
            count = count.saturating_add(1);
            let Some(value) = call.args.first() else { continue };
            let origin = facts.origin_of(&call.location);
            if value.each().contains(&Const::Int(PUBLIC)) {
                out.fail(call.location.clone()).value("callee", &call.callee);
            } else if !value.is_known() && !call.traced && origin == Origin::Own {
                // Libraries copy the value out of a builder whose calls are looked at themselves.
                let place = &call.location;
                out.unknown(Text::new(
                    format!("{place}: the visibility is not a constant"),
                    format!("{place}：顯示設定並非常數"),
                ));
            }
        }
        out.examined("calls", count);
        Ok(())
    }
}
