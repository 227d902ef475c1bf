#![no_main]

appraise_fuzz::target!("macho");
