//! For tests here and in hosts: a cast of named people, builders, proptest strategies and naive models.
