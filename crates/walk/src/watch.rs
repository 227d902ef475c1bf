use std::cell::Cell;
use std::panic;

thread_local! {
    static BROKEN: Cell<bool> = const { Cell::new(false) };
}

/// Notes every panic of our own code, also one that is caught on its way.
///
/// Some parsers call foreign ones behind `catch_unwind`, because those may panic; a panic of ours that is caught there by
/// accident is a mistake all the same. `on_ours` runs at once, on the thread that panics; foreign panics stay silent.
pub fn watch(on_ours: fn()) {
    let print = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        if info.location().is_some_and(|place| is_ours(place.file())) {
            BROKEN.set(true);
            print(info);
            on_ours();
        }
    }));
}

/// Whether our code has panicked on this thread since the last call.
pub fn broken() -> bool {
    BROKEN.take()
}

/// Sources of dependencies lie in cargo's registry, those of the standard library below `/rustc/`.
fn is_ours(file: &str) -> bool {
    !file.contains("/registry/src/") && !file.starts_with("/rustc/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_of_ours_is_noted_even_when_it_is_caught() {
        assert!(is_ours("crates/dex/src/lib.rs") && is_ours("/home/me/appraise/crates/dex/src/lib.rs"));
        assert!(!is_ours("/home/me/.cargo/registry/src/index/goblin-0.10.7/src/lib.rs"));
        assert!(!is_ours("/rustc/abc/library/core/src/option.rs"));
        watch(|| ());
        assert!(!broken());
        assert!(panic::catch_unwind(|| panic!("on purpose")).is_err());
        assert!(broken() && !broken());
    }
}
