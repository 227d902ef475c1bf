//! Fuzz targets; each is one walk of `crates/walk`. See CONTRIBUTING.md for how to run them.

/// The fuzz target of this name.
///
/// libFuzzer's own hook would end the process at every panic, also at one of a foreign parser that is called behind
/// `catch_unwind` because it may panic. Only panics of ours, and those that nobody catches, end it here.
#[macro_export]
macro_rules! target {
    ($name:literal) => {
        static TARGET: std::sync::LazyLock<&'static walk::Target> =
            std::sync::LazyLock::new(|| walk::target($name).unwrap());

        libfuzzer_sys::fuzz_target!(
            init: {
                drop(std::panic::take_hook());
                walk::watch(|| std::process::abort());
            },
            |data: &[u8]| (TARGET.walk)(data)
        );
    };
}
