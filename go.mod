module cowork

go 1.26.0
