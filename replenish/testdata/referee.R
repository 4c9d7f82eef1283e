# Rscript referee.R series.csv referee.csv: forecasts of R's forecast package.
suppressMessages(library(forecast))
args <- commandArgs(TRUE)
x <- read.csv(args[1], stringsAsFactors = FALSE)
show <- function(v) paste(format(as.numeric(v), digits = 8, trim = TRUE, scientific = FALSE), collapse = " ")
out <- data.frame(id = x$id, season = x$season, model = "", ets = "", theta = "")
for (i in seq_len(nrow(x))) {
  y <- ts(as.numeric(strsplit(x$past[i], " ")[[1]]), frequency = x$season[i])
  fit <- ets(y)
  out$model[i] <- paste0(fit$components[1], fit$components[2], ifelse(fit$components[4] == "TRUE", "d", ""), fit$components[3])
  out$ets[i] <- show(forecast(fit, h = x$weeks[i], PI = FALSE)$mean)
  out$theta[i] <- show(thetaf(y, h = x$weeks[i])$mean)
}
write.csv(out, args[2], row.names = FALSE, quote = FALSE)
cat(as.character(packageVersion("forecast")), R.version.string, "\n")
